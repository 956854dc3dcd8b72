-- A tie goes by its id, so every engine must order texts alike, by code point and not by the habits
-- of a language, and know the small letters of all scripts. On PostgreSQL the database decides it:
-- docs/warehouses.md says how to create one.
select 'order of texts' as what
where 'a' < 'B' or lower('É') <> 'é'
