-- Run by the service mssql-databases (profile `test` of compose.yaml) with sqlcmd, as often as one likes.
-- PZ is filled by sample-db; ident_test stays empty for `npm run test:mssql`.
if db_id(N'PZ') is null create database [PZ];
if db_id(N'ident_test') is null create database [ident_test];
go
-- The login as a clinic should have it: it may read, and nothing else.
if suser_id(N'ident_reader') is null
  create login [ident_reader] with password = N'$(READER_PASSWORD)', default_database = [PZ], check_policy = off;
go
use [PZ];
if user_id(N'ident_reader') is null
begin
  create user [ident_reader] for login [ident_reader];
  alter role [db_datareader] add member [ident_reader];
end
go
