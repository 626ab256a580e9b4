package audit

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// QueryOf is how List asks.
func QueryOf(app core.App, f Filter) *dbx.Query { return f.query(app).Build() }
