// Package pb_migrations is the history of the database's schema: one intent a file, never renamed,
// each with the way back. Collections whose rules are nil are for superusers only; people reach them
// through the pages and the routes in hooks, which ask accounts what someone may do.
package pb_migrations
