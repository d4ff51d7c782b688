-- A robot that asks everything must not fill the disk: what nobody has kept goes, the longest unasked first. The last
-- one stays however large it is. Who trims the same rows at the same time is not waited for.
delete from analysis_run
where number in (
    select number from analysis_run
    where number in (
        select number
        from (
            select number, row_number() over latest as place, sum(pg_column_size(figures)) over latest as bytes
            from analysis_run
            where municipality_code = :code and not pinned
            window latest as (order by last_at desc, number rows unbounded preceding)
        ) kept
        where place > :most or (place > 1 and bytes > :most_bytes)
    )
    for update skip locked
)
