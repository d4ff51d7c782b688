-- What an answer with this key did; whoever sends it again waits for the first one.
select service_id, outcome from check_answer where key = :key
