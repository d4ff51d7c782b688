insert into hearing_note (municipality_code, district, kind, text, heard_on, author_id, office_id)
values (:code, :district, :kind, :text, :heard_on, :author_id, :office_id)
returning id
