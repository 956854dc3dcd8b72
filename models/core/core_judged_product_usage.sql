{{ referred_rows('product_usage') }}
