package commands

import (
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func TestATransactionThatHasReadWritesThoughAnotherProcessWantsTo(t *testing.T) {
	s := &session{Config: Config{Dir: testapp.Folder(t)}}
	app, err := s.open()
	must(t, err)
	t.Cleanup(func() { must(t, closeApp(app)) })
	other, err := dbx.Open("sqlite", s.Dir+"/data.db?_pragma=busy_timeout(0)") // as another process would, without its patience
	must(t, err)
	t.Cleanup(func() { must(t, other.Close()) })
	write := func(db dbx.Builder, id string) error {
		_, err := db.Insert("_params", dbx.Params{"id": id, "value": "1"}).Execute()
		return err
	}
	must(t, app.RunInTransaction(func(tx core.App) error {
		var n int
		if err := tx.DB().Select("count(*)").From("_params").Row(&n); err != nil {
			return err
		}
		if write(other, "of_the_other") == nil {
			t.Error("another process wrote between what this one read and what it writes")
		}
		return write(tx.DB(), "of_this_one")
	}))
	must(t, write(other, "of_the_other"))
}
