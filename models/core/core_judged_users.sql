{{ united_systems('users') }}
