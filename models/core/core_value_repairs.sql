-- What connected systems write otherwise, as repaired in staging: records by their repairs.
{{ united_value_repairs() }}
