-- What a server must have: a recent version of both, the right to make tables, and the role that pages for
-- everybody read as, or the right to make it.
select cast(current_setting('server_version_num') as int) as server,
       cast(string_to_array(substring(postgis_lib_version() from '^[0-9]+[.][0-9]+'), '.') as int[]) as postgis,
       has_schema_privilege('public', 'create') as may_create,
       me.rolsuper
           or coalesce((select pg_has_role(r.oid, 'member') from pg_roles r where r.rolname = :role), me.rolcreaterole)
           as may_read_publicly,
       me.rolname as name
from pg_roles me
where me.rolname = current_user
