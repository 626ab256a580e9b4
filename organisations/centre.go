// Package organisations knows the bodies that the academy serves. The first of them is the centre that runs it.
package organisations

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Centre is the competence centre that runs the academy: whose name stands on pages and certificates.
type Centre struct{ core.BaseRecordProxy }

func (c *Centre) Name() string             { return c.GetString("name") }
func (c *Centre) Logo() string             { return c.GetString("logo") } // file name, empty where there is none
func (c *Centre) IPA() string              { return c.GetString("ipa") }
func (c *Centre) URL() string              { return c.GetString("url") } // public address without a final slash
func (c *Centre) Contact() string          { return c.GetString("contact") }
func (c *Centre) Signatory() string        { return c.GetString("signatory") }
func (c *Centre) SignatoryRole() string    { return c.GetString("signatory_role") }
func (c *Centre) PrivacyURL() string       { return c.GetString("privacy_url") }
func (c *Centre) AccessibilityURL() string { return c.GetString("accessibility_url") }

// storeKey is where the app keeps the centre between two changes.
const storeKey = "aula.centre"

// CentreOf returns the centre; before the first steps are done it has no name. Read once and kept: a change
// by this process is seen at once, since Forget is bound to the record's events.
func CentreOf(app core.App) (*Centre, error) {
	if c, ok := app.Store().Get(storeKey).(*Centre); ok {
		return c, nil
	}
	r := &core.Record{}
	err := app.RecordQuery("centre").Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		collection, err := app.FindCachedCollectionByNameOrId("centre")
		if err != nil {
			return nil, err
		}
		r = core.NewRecord(collection)
	} else if err != nil {
		return nil, fmt.Errorf("read centre: %w", err)
	}
	c := &Centre{}
	c.SetProxyRecord(r)
	app.Store().Set(storeKey, c)
	return c, nil
}

// Unnamed is a centre that says nothing, for pages that must be shown although the real one cannot be read.
func Unnamed() *Centre {
	c := &Centre{}
	c.SetProxyRecord(core.NewRecord(core.NewBaseCollection("centre")))
	return c
}

// Forget lets CentreOf read anew.
func Forget(app core.App) { app.Store().Remove(storeKey) }
