insert into gazetteer_town (municipality_code, name, search_key, geom, run_id)
select :code, name, search_key, geom, :run_id from stage_town
