-- Who may do what in an isolated database, as rows; the next file makes them hold. A later file that adds a table adds
-- its rows, and ends with: SELECT radar.isolate() WHERE EXISTS (SELECT 1 FROM radar.groups);
-- A subquery in a rule is evaluated once in a query, a function with an argument once for each row.

CREATE TABLE radar.rules (
    kind       text NOT NULL CHECK (kind IN ('people', 'workers')),
    table_name name NOT NULL,
    command    text NOT NULL CHECK (command IN ('ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE')),
    seen       text,                        -- which rows there are for them
    written    text,                        -- which rows they may write
    seen_as    text,                        -- as PostgreSQL says them since they were made to hold
    written_as text,
    PRIMARY KEY (kind, table_name, command)
);

CREATE TABLE radar.rights (
    kind       text NOT NULL CHECK (kind IN ('people', 'workers')),
    table_name name NOT NULL,
    privilege  text NOT NULL CHECK (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')),
    columns    text[],                      -- null: the whole table
    PRIMARY KEY (kind, table_name, privilege)
);

CREATE TABLE radar.callables (
    kind          text NOT NULL CHECK (kind IN ('people', 'workers')),
    function_name name NOT NULL,
    PRIMARY KEY (kind, function_name)
);

INSERT INTO radar.rules (kind, table_name, command, seen, written) VALUES
('people', 'users', 'SELECT', 'id IN (SELECT radar.my_people())', NULL),
('people', 'projects', 'SELECT', 'id IN (SELECT radar.my_projects()) OR owner_id = (SELECT radar.me())', NULL),
('people', 'projects', 'INSERT', NULL, 'owner_id = (SELECT radar.me())'),
('people', 'projects', 'UPDATE', 'id IN (SELECT radar.my_owned_projects())', NULL),
('people', 'projects', 'DELETE', 'id IN (SELECT radar.my_owned_projects())', NULL),
('people', 'project_members', 'SELECT', 'project_id IN (SELECT radar.my_projects())', NULL),
('people', 'project_members', 'INSERT', NULL,
 'project_id IN (SELECT radar.my_owned_projects()) AND user_id IN (SELECT radar.my_people())'),
('people', 'project_members', 'UPDATE',
 'project_id IN (SELECT radar.my_owned_projects()) AND NOT EXISTS (SELECT 1 FROM projects p
   WHERE p.id = project_members.project_id AND p.owner_id = project_members.user_id)', NULL),
('people', 'project_members', 'DELETE',
 'project_id IN (SELECT radar.my_owned_projects()) AND NOT EXISTS (SELECT 1 FROM projects p
   WHERE p.id = project_members.project_id AND p.owner_id = project_members.user_id)', NULL),
('people', 'tasks', 'SELECT', 'project_id IN (SELECT radar.my_projects())', NULL),
('people', 'tasks', 'INSERT', NULL,
 'project_id IN (SELECT radar.my_writable_projects()) AND id <= radar.last_task_number()
  AND radar.is_no_number_of_others(id)
  AND (assignee_id IS NULL OR assignee_id IN (SELECT radar.my_people()))'),
('people', 'tasks', 'UPDATE', 'project_id IN (SELECT radar.my_writable_projects())',
 'project_id IN (SELECT radar.my_writable_projects())
  AND (assignee_id IS NULL OR assignee_id IN (SELECT radar.my_people()))'),
('people', 'tasks', 'DELETE', 'project_id IN (SELECT radar.my_writable_projects())', NULL),
('people', 'task_dependencies', 'SELECT',
 'EXISTS (SELECT 1 FROM tasks t WHERE t.id = task_dependencies.task_id)', NULL),
('people', 'task_dependencies', 'INSERT', NULL,
 'radar.may_write_task(task_id) AND radar.may_see_task(depends_on_id)'),
('people', 'task_dependencies', 'DELETE', 'radar.may_write_task(task_id)', NULL),
('people', 'task_events', 'SELECT', 'project_id IN (SELECT radar.my_projects())', NULL),
('people', 'task_events', 'INSERT', NULL,
 'project_id IN (SELECT radar.my_writable_projects()) AND radar.is_my_batch(batch_id)
  AND radar.is_logged_in(task_id, project_id)
  AND (actor_id = (SELECT radar.me()) OR actor_id IN (SELECT radar.my_imported_people()))'),
('people', 'comments', 'SELECT', 'project_id IN (SELECT radar.my_projects())', NULL),
('people', 'comments', 'INSERT', NULL,
 'project_id IN (SELECT radar.my_writable_projects())
  AND (author_id = (SELECT radar.me()) OR author_id IN (SELECT radar.my_imported_people()))'),
('people', 'comments', 'DELETE',
 'project_id IN (SELECT radar.my_writable_projects())
  AND (author_id = (SELECT radar.me()) OR author_id IN (SELECT radar.my_imported_people()))', NULL),
('people', 'batches', 'SELECT',
 'actor_id = (SELECT radar.me()) OR EXISTS (SELECT 1 FROM task_events e WHERE e.batch_id = batches.id)', NULL),
('people', 'batches', 'INSERT', NULL,
 'actor_id = (SELECT radar.me()) AND (undoes IS NULL OR radar.is_my_batch(undoes))'),
('people', 'batches', 'UPDATE', 'actor_id = (SELECT radar.me())',
 'actor_id = (SELECT radar.me()) AND (undone_by IS NULL OR radar.is_my_batch(undone_by))'),
('people', 'views', 'ALL', 'owner_id = (SELECT radar.me())', 'owner_id = (SELECT radar.me())'),
('people', 'reports', 'SELECT',
 '(project_id IN (SELECT radar.my_projects()) AND params -> ''project_ids'' <@ (SELECT radar.my_project_list()))
  OR (project_id IS NULL AND requested_by = (SELECT radar.me())
      AND (result IS NULL OR params -> ''project_ids'' <@ (SELECT radar.my_project_list())))', NULL),
('people', 'reports', 'INSERT', NULL,
 'requested_by = (SELECT radar.me()) AND (project_id IS NULL OR project_id IN (SELECT radar.my_projects()))
  AND (dedup_key IS NULL OR starts_with(dedup_key, (SELECT radar.me()) || '':'')
       OR (starts_with(dedup_key, ''schedule:'')
           AND split_part(dedup_key, '':'', 2) IN (SELECT CAST(s.id AS text) FROM schedules s)))
  AND jsonb_typeof(params -> ''project_ids'') = ''array'' AND jsonb_typeof(params -> ''projects'') = ''array''
  AND NOT jsonb_path_exists(params, ''$.projects[*] ? (@.type() != "string")'')'),
('people', 'reports', 'UPDATE', 'requested_by = (SELECT radar.me())',
 'requested_by = (SELECT radar.me())
  AND (dedup_key IS NULL OR starts_with(dedup_key, (SELECT radar.me()) || '':'')
       OR (starts_with(dedup_key, ''schedule:'')
           AND split_part(dedup_key, '':'', 2) IN (SELECT CAST(s.id AS text) FROM schedules s)))
  AND jsonb_typeof(params -> ''project_ids'') = ''array''
  AND coalesce(jsonb_typeof(params -> ''projects''), ''array'') = ''array''
  AND NOT jsonb_path_exists(params, ''$.projects[*] ? (@.type() != "string")'')'),
('people', 'schedules', 'ALL', 'owner_id = (SELECT radar.me())', 'owner_id = (SELECT radar.me())'),
('people', 'deliveries', 'SELECT', 'EXISTS (SELECT 1 FROM schedules s WHERE s.id = deliveries.schedule_id)', NULL),
('people', 'deliveries', 'UPDATE', 'EXISTS (SELECT 1 FROM schedules s WHERE s.id = deliveries.schedule_id)', NULL),
('people', 'deliveries', 'INSERT', NULL,
 'EXISTS (SELECT 1 FROM schedules s WHERE s.id = deliveries.schedule_id)
  AND EXISTS (SELECT 1 FROM reports r WHERE r.id = deliveries.report_id AND r.requested_by = (SELECT radar.me()))'),
('people', 'status_counts', 'SELECT', 'project_id IN (SELECT radar.my_projects())', NULL),
('people', 'workers', 'SELECT', 'true', NULL),
('people', 'schema_migrations', 'SELECT', 'true', NULL);

-- A worker reads what reports are of, and writes nothing but reports and what belongs to them.
INSERT INTO radar.rules (kind, table_name, command, seen)
SELECT 'workers', name, 'SELECT', 'true'
  FROM unnest('{users,projects,project_members,tasks,task_dependencies,task_events,comments,batches,reports,schedules,
                deliveries,status_counts,schema_migrations}'::name[]) AS readable (name);
INSERT INTO radar.rules (kind, table_name, command, seen, written) VALUES
('workers', 'reports', 'INSERT', NULL,
 'EXISTS (SELECT 1 FROM schedules s WHERE s.owner_id = requested_by
           AND starts_with(dedup_key, ''schedule:'' || s.id || '':''))'),
('workers', 'reports', 'UPDATE', 'true', NULL),
('workers', 'schedules', 'UPDATE', 'true', NULL),
('workers', 'deliveries', 'INSERT', NULL, 'true'),
('workers', 'workers', 'ALL', 'true', 'true');

INSERT INTO radar.rights (kind, table_name, privilege)
SELECT DISTINCT kind, table_name, 'SELECT' FROM radar.rules;
-- Numbers that the database gives are not written by people: one that is not given yet would be in somebody's way.
INSERT INTO radar.rights (kind, table_name, privilege, columns) VALUES
('people', 'projects', 'INSERT', '{name,name_key,owner_id,created_at,archived_at}'),
('people', 'projects', 'UPDATE', '{name,name_key,archived_at}'),
('people', 'projects', 'DELETE', NULL),
('people', 'project_members', 'INSERT', NULL),
('people', 'project_members', 'UPDATE', '{role}'),
('people', 'project_members', 'DELETE', NULL),
('people', 'tasks', 'INSERT', NULL),
('people', 'tasks', 'UPDATE', '{project_id,title,description,status,priority,assignee_id,created_at,started_at,done_at,
    reopen_count,version,cancelled_at,due_at,tags,external_ref,blocked_at,blocked_reason}'),
('people', 'tasks', 'DELETE', NULL),
('people', 'task_dependencies', 'INSERT', NULL),
('people', 'task_dependencies', 'DELETE', NULL),
('people', 'task_events', 'INSERT',
 '{project_id,task_id,type,from_status,to_status,payload,actor_id,created_at,batch_id}'),
('people', 'comments', 'INSERT', '{project_id,task_id,author_id,body,created_at}'),
('people', 'comments', 'DELETE', NULL),
('people', 'batches', 'INSERT', '{actor_id,action,created_at,undoes}'),
('people', 'batches', 'UPDATE', '{undone_by}'),
('people', 'views', 'INSERT', '{owner_id,name,name_key,filter,sort,columns,created_at}'),
('people', 'views', 'UPDATE', '{name,filter,sort,columns}'),
('people', 'views', 'DELETE', NULL),
('people', 'reports', 'INSERT', '{id,dedup_key,type,project_id,params,status,requested_by,created_at,deadline_at,
    next_dispatch_at,dispatch_count}'),
('people', 'reports', 'UPDATE', '{dedup_key,params,status,result,finished_at,attempt,next_dispatch_at,dispatch_count,
    lease_token,lease_until,deadline_at,error_code,error_text}'),
('people', 'schedules', 'INSERT', '{owner_id,report,params,cron,output,created_at,next_run_at}'),
('people', 'schedules', 'UPDATE', '{paused_at,next_run_at,last_slot_at,last_report_id,last_error}'),
('people', 'schedules', 'DELETE', NULL),
('people', 'deliveries', 'INSERT', '{report_id,schedule_id,slot_at}'),
('people', 'deliveries', 'UPDATE', '{ended_at,error}'),
('workers', 'reports', 'INSERT', '{id,dedup_key,type,project_id,params,status,requested_by,created_at,deadline_at,
    next_dispatch_at,dispatch_count}'),
('workers', 'reports', 'UPDATE', '{params,status,result,finished_at,attempt,next_dispatch_at,dispatch_count,lease_token,
    lease_until,error_code,error_text}'),
('workers', 'schedules', 'UPDATE', '{next_run_at,last_slot_at,last_report_id,last_error}'),
('workers', 'deliveries', 'INSERT', '{report_id,schedule_id,slot_at}'),
('workers', 'workers', 'INSERT', NULL),
('workers', 'workers', 'UPDATE', NULL),
('workers', 'workers', 'DELETE', NULL);

INSERT INTO radar.callables
SELECT 'people', name
  FROM unnest('{me,my_projects,my_writable_projects,my_owned_projects,my_project_list,my_people,my_imported_people,
                is_my_batch,is_logged_in,is_no_number_of_others,may_see_task,may_write_task,last_task_number,introduce,
                import_people}'::name[]) AS f (name);
INSERT INTO radar.callables VALUES ('workers', 'me');
