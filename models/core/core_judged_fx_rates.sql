{{ united_systems('fx_rates') }}
