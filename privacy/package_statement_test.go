package privacy_test

import (
	"archive/zip"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/testapp"
	"aula/privacy"
)

func TestAPackageHasAYearsStatementsOfHoursToo(t *testing.T) {
	app := issued(t)
	ada := testapp.Person(t, app, "learner").Id
	day := time.Date(2025, 5, 1, 9, 0, 0, 0, time.UTC)
	err := app.RunInTransaction(func(tx core.App) error {
		return hours.Record(tx, hours.Fact{Person: ada, Day: day, Area: areas.Digital, Minutes: 60, Source: hours.Course, Key: "k", Title: "SPID"})
	})
	if err != nil {
		t.Fatal(err)
	}
	press, err := certificates.PressOf(app)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := hours.StatementFor(app, press, ada, 2025, "it", day); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "2025.zip")
	if packed, err := privacy.MakePackage(app, 2025, path); err != nil || packed.Files != 4 {
		t.Fatalf("%+v, %v", packed, err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, name := range []string{"dichiarazioni/ORE-2025-000001.pdf", "metadati/ORE-2025-000001.xml"} {
		if _, err := z.Open(name); err != nil {
			t.Error(err)
		}
	}
	years, err := privacy.Years(app)
	if err != nil || len(years) != 2 || years[1] != (privacy.Year{Year: 2025, Certificates: 3, Statements: 1}) {
		t.Errorf("%v, %v", years, err)
	}
}
