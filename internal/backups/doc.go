// Package backups makes copies of a whole academy (database, files, keys), keeps them at a destination, brings
// them back and proves that they can be brought back.
//
// A copy is a tar file, so that it can be opened in ten years without Aula; sealed, it is a tar file within an
// age file:
//
//	manifest.json    what this is, and of which schema
//	storage/…        the files that people uploaded and the documents that were drawn
//	keys/…           what signs certificates, and opens what lies sealed in the database
//	data.db          the database as it was at one moment
//	sums.json        length and hash of every file, rows and digest of every table; without it the copy is cut
//
// Left out are demo.json and the demo's mails, uploads/ (nothing in it is finished), auxiliary.db (technical logs,
// which end after days) and what the program holds while it runs. The commands are in
// internal/commands/backup*.go, the schedule in hooks/backups.go, the page in pages/manage_backup_list.go.
package backups
