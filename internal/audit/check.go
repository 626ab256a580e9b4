package audit

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Check is what the program itself found when it last read the chain.
type Check struct {
	Report
	At time.Time
}

const checkKey = "aula.audit.check"

// LastCheck is the check that was made last since the program began; the first time it makes one.
func LastCheck(app core.App) (Check, error) {
	if c, made := app.Store().Get(checkKey).(Check); made {
		return c, nil
	}
	return CheckNow(app)
}

// CheckNow reads the whole chain and keeps what it finds for LastCheck. The head of the check before must still be in it.
func CheckNow(app core.App) (Check, error) {
	var noted []Head
	if before, made := app.Store().Get(checkKey).(Check); made && before.Entries > 0 && before.Broken == nil {
		noted = append(noted, before.Head)
	}
	report, err := Verify(app, noted...)
	if err != nil {
		return Check{}, err
	}
	c := Check{report, time.Now()}
	app.Store().Set(checkKey, c)
	return c, nil
}
