-- Whether this is the municipality's only outline while something else of it is loaded.
select not exists (
           select from area
           where municipality_code = :code and system = 'city_area' and edition <> :edition
       )
       and (
           exists (select from area where municipality_code = :code and system <> 'city_area')
           or exists (select from population_cell where municipality_code = :code)
           or exists (select from service where municipality_code = :code)
       )
