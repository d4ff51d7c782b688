select version, state from proposal where id = :id for update
