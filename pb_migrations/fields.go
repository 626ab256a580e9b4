package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// The migrations speak of fields in this small vocabulary. Its meaning never changes:
// a migration that ran years ago must make today what it made then.

const (
	shortText = 300
	longText  = 2 << 20
	jsonSize  = 8 << 20
)

func text(name string) core.Field    { return &core.TextField{Name: name, Max: shortText} }
func prose(name string) core.Field   { return &core.TextField{Name: name, Max: longText} }
func number(name string) core.Field  { return &core.NumberField{Name: name} }
func integer(name string) core.Field { return &core.NumberField{Name: name, OnlyInt: true} }
func boolean(name string) core.Field { return &core.BoolField{Name: name} }
func date(name string) core.Field    { return &core.DateField{Name: name} }
func object(name string) core.Field  { return &core.JSONField{Name: name, MaxSize: jsonSize} }

func required(name string) core.Field {
	return &core.TextField{Name: name, Max: shortText, Required: true}
}

func hidden(f *core.TextField) core.Field {
	f.Hidden = true
	return f
}

func choice(name string, values ...string) core.Field {
	return &core.SelectField{Name: name, MaxSelect: 1, Values: values}
}

// belongs is a relation whose owner takes this record along when it goes.
func belongs(name string, to *core.Collection) core.Field {
	return &core.RelationField{Name: name, CollectionId: to.Id, MaxSelect: 1, Required: true, CascadeDelete: true}
}

// mentions is a relation that is emptied when the other record goes.
func mentions(name string, to *core.Collection) core.Field {
	return &core.RelationField{Name: name, CollectionId: to.Id, MaxSelect: 1}
}

func created() core.Field { return &core.AutodateField{Name: "created", OnCreate: true} }
func updated() core.Field {
	return &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true}
}

func open(rule string) *string { return types.Pointer(rule) }

// find returns collections by name, in the order asked for.
func find(app core.App, names ...string) ([]*core.Collection, error) {
	found := make([]*core.Collection, len(names))
	for i, name := range names {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return nil, fmt.Errorf("find collection %s: %w", name, err)
		}
		found[i] = c
	}
	return found, nil
}

// drop removes collections in the order given.
func drop(names ...string) func(core.App) error {
	return func(app core.App) error {
		for _, name := range names {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return fmt.Errorf("find collection %s: %w", name, err)
			}
			if err := app.Delete(c); err != nil {
				return fmt.Errorf("delete collection %s: %w", name, err)
			}
		}
		return nil
	}
}
