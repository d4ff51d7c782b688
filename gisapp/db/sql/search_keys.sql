-- Words as they are compared: one spelling, safe within LIKE (a key holds neither % nor \, and no _).
select search_key(word) from unnest(cast(:words as text[])) with ordinality as each (word, place) order by place
