{{ valid_rows('technographics') }}
