"""The database: engine, session, tables, migrations. The same models and queries on SQLite and PostgreSQL."""
