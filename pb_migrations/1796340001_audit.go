package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// auditGuards let the table take nothing but the next entry. REPLACE removes rows without asking a trigger of deletions, so the one of
// insertions refuses an id or a rowid that is there already.
var auditGuards = map[string]string{
	"audit_entries_no_update": `BEFORE UPDATE ON audit_entries BEGIN
		SELECT RAISE(ABORT, 'the audit log is append-only: no entry changes'); END`,
	"audit_entries_no_delete": `BEFORE DELETE ON audit_entries BEGIN
		SELECT RAISE(ABORT, 'the audit log is append-only: no entry goes'); END`,
	"audit_entries_next_only": `BEFORE INSERT ON audit_entries
		WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_entries)
			OR NEW.prev IS NOT coalesce((SELECT hash FROM audit_entries ORDER BY seq DESC LIMIT 1), '')
			OR EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN
		SELECT RAISE(ABORT, 'the audit log is append-only: only the next entry comes'); END`,
}

// What people with power do. People and organisations stand as text, not as relations: entries outlive them.
//
// A later migration may add fields: PocketBase does so by ALTER TABLE, which asks no trigger, and new columns are empty in old entries.
// One that must touch rows (no field should change between one value and many) drops the trigger and makes it again, in one transaction.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("audit_entries")
		c.Fields.Add(integer("seq"), date("at"), required("by"), text("acted_for"), text("seen_as"), required("act"),
			required("kind"), text("object"), prose("details"), text("prev"), required("hash"))
		c.AddIndex("idx_audit_entries_seq", true, "seq", "")
		c.AddIndex("idx_audit_entries_at", false, "at", "")
		c.AddIndex("idx_audit_entries_by", false, "by, seq", "")
		c.AddIndex("idx_audit_entries_act", false, "act, seq", "")
		c.AddIndex("idx_audit_entries_object", false, "kind, object, seq", "")
		if err := app.Save(c); err != nil {
			return err
		}
		for name, guard := range auditGuards {
			if _, err := app.DB().NewQuery("CREATE TRIGGER " + name + " " + guard).Execute(); err != nil {
				return fmt.Errorf("guard %s: %w", name, err)
			}
		}
		return nil
	}, drop("audit_entries"))
}
