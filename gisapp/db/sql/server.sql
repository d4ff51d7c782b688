-- What a server must have: a recent version of both, and the right to make tables.
select cast(current_setting('server_version_num') as int) as server,
       cast(string_to_array(substring(postgis_lib_version() from '^[0-9]+[.][0-9]+'), '.') as int[]) as postgis,
       has_schema_privilege('public', 'create') as may_create
