{{ valid_rows('product_usage') }}
