-- The places whose name or kana holds something like the word, the likest first; how like is set by the caller.
select service_id
from finding
where municipality_code = :code and search_key(:word) <% name_key
order by word_similarity(search_key(:word), name_key) desc, service_id
limit 200
