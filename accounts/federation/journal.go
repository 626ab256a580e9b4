package federation

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/vault"
)

// Kept is for how long the log of SPID is kept: 24 months, by AgID's rules for services.
const Kept = 24 // months

const spidLog = "spid_log"

// Exchange is a question and the answer to it, as they were sent.
type Exchange struct {
	At                 time.Time
	Provider, Question string // entity, and the question's id
	Outcome            string // accepted, or the code of a refusal
	Request, Response  []byte // XML
	Address            string // from which the answer came
}

// sealedExchange is what of an exchange nobody may read but the operator.
type sealedExchange struct {
	Request  string `json:"request"`
	Response string `json:"response"`
	Address  string `json:"address"`
}

// longestExchange bounds what is read of a row.
const longestExchange = 4 << 20

// Keep writes an exchange into the log, sealed.
func (o *Office) Keep(app core.App, x Exchange) error {
	c, err := app.FindCachedCollectionByNameOrId(spidLog)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(sealedExchange{string(x.Request), string(x.Response), x.Address})
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(plain) // never fails: it writes to memory
	w.Close()
	r := core.NewRecord(c)
	r.Id = security.RandomStringWithAlphabet(core.DefaultIdLength, core.DefaultIdAlphabet) // what is sealed is bound to it
	sealed, err := o.Vault.Seal(vault.SPIDLog, packed.Bytes(), []byte(r.Id))
	if err != nil {
		return fmt.Errorf("seal exchange with %s: %w", x.Provider, err)
	}
	for field, value := range map[string]any{"at": x.At, "question": x.Question, "provider": x.Provider, "outcome": x.Outcome, "sealed": sealed} {
		r.Set(field, value)
	}
	if err := app.Save(r); err != nil {
		return fmt.Errorf("log exchange with %s: %w", x.Provider, err)
	}
	return nil
}

// Exchanges calls see for every exchange of a period, the oldest first.
func Exchanges(app core.App, v *vault.Vault, from, until time.Time, see func(Exchange) error) error {
	last := int64(0)
	for {
		var rows []struct {
			Rowid                                   int64
			Id, Question, Provider, Outcome, Sealed string
			At                                      types.DateTime
		}
		err := app.DB().Select("rowid", "id", "at", "question", "provider", "outcome", "sealed").From(spidLog).
			Where(dbx.NewExp("rowid > {:last} AND at >= {:from} AND at < {:until}", dbx.Params{"last": last, "from": stamp(from), "until": stamp(until)})).
			OrderBy("rowid").Limit(100).All(&rows)
		if err != nil {
			return fmt.Errorf("read log of SPID: %w", err)
		}
		for _, row := range rows {
			last = row.Rowid
			x := Exchange{At: row.At.Time(), Provider: row.Provider, Question: row.Question, Outcome: row.Outcome}
			if err := x.open(v, row.Id, row.Sealed); err != nil {
				return err
			}
			if err := see(x); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return nil
		}
	}
}

func (x *Exchange) open(v *vault.Vault, id, sealed string) error {
	packed, err := v.Unseal(vault.SPIDLog, sealed, []byte(id))
	if err != nil {
		return fmt.Errorf("open exchange %s: %w", id, err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpack exchange %s: %w", id, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, longestExchange))
	if err != nil {
		return fmt.Errorf("unpack exchange %s: %w", id, err)
	}
	var s sealedExchange
	if err := json.Unmarshal(plain, &s); err != nil {
		return fmt.Errorf("read exchange %s: %w", id, err)
	}
	x.Request, x.Response, x.Address = []byte(s.Request), []byte(s.Response), s.Address
	return nil
}

// Purge removes what the log must not keep any longer.
func Purge(app core.App, now time.Time) error {
	_, err := app.NonconcurrentDB().Delete(spidLog, dbx.NewExp("at < {:before}", dbx.Params{"before": stamp(now.AddDate(0, -Kept, 0))})).Execute()
	if err != nil {
		return fmt.Errorf("shorten log of SPID: %w", err)
	}
	return nil
}

func stamp(t time.Time) string {
	at, _ := types.ParseDateTime(t)
	return at.String()
}
