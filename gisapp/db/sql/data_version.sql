select data_version from municipality where code = :code
