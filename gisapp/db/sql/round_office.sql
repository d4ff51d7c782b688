select address from office where id = :id
