-- Which entities anybody gives: what tells "nothing happened" from "nobody told us". A connected
-- system gives the entities that it lists; of files, those that were delivered.
select
    {{ capability_columns() }}
from {{ source('landed', 'files') }}
