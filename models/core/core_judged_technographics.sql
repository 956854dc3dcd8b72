{{ referred_rows('technographics') }}
