{{ valid_rows('market_universe') }}
