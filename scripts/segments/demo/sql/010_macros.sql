-- Uniform number in (0, 1) that depends on the text alone, so threads and row order change nothing.
create macro uniform(seed, entity, id, purpose) as (
    ('0x' || substr(md5(concat_ws('|', seed, entity, id, purpose)), 1, 13))::bigint + 0.5
) / 4503599627370496.0;

create macro pick(options, u) as options[1 + floor(u * len(options))::integer];

-- Upper-tail standard normal quantile of p in (0, 0.5] (Abramowitz and Stegun 26.2.23).
create macro upper_tail(t) as t - (2.515517 + t * (0.802853 + t * 0.010328))
    / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

create macro standard_normal(u) as
    sign(u - 0.5) * upper_tail(sqrt(-2 * ln(least(u, 1 - u))));

create macro add_months(day, n) as cast(day + to_months(n::integer) as date);

create macro add_days(day, n) as day + floor(n)::integer;

-- A moment in the working day, written with its offset.
create macro working_moment(day, u) as
    strftime(day + to_seconds(28800 + floor(u * 36000)::integer), '%Y-%m-%dT%H:%M:%S+00:00');

create macro money(amount) as cast(round(amount, 2) as decimal(18, 2));

-- Price lists are round numbers; very small contracts keep their cents.
create macro list_price(amount) as
    case when amount >= 600 then round(amount / 60) * 60 else round(amount, 2) end;

create macro account_key(n) as 'A' || lpad(n::varchar, 7, '0');

create macro moment(day) as strftime(day, '%Y-%m-%dT09:00:00+00:00');
