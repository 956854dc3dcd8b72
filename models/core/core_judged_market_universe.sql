{{ united_systems('market_universe') }}
