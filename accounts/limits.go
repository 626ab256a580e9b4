package accounts

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Try is something that people and machines may do only so often: by account first, then,
// generously because a whole comune may share one, by network address.
type Try struct {
	kind             string
	account, network Limit
}

// What is limited. Passwords and codes cost 56 ms of CPU each and may be guessed; mails annoy who gets them.
var (
	TryPassword    = Try{"password", Limit{10, time.Minute}, Limit{600, time.Second}}
	TryCode        = Try{"code", Limit{6, 2 * time.Minute}, Limit{300, 2 * time.Second}}
	TryCodeMail    = Try{"code mail", Limit{4, 5 * time.Minute}, Limit{300, 2 * time.Second}}
	TryResetMail   = Try{"reset mail", Limit{3, 15 * time.Minute}, Limit{100, 10 * time.Second}}
	TryConfirmMail = Try{"confirm mail", Limit{4, 10 * time.Minute}, Limit{200, 5 * time.Second}}
	TrySignUp      = Try{"sign up", Limit{4, 15 * time.Minute}, Limit{200, 5 * time.Second}}
	TryNewEmail    = Try{"new email", Limit{4, 15 * time.Minute}, Limit{100, 10 * time.Second}}
	TryTaxCode     = Try{"tax code", Limit{6, 10 * time.Minute}, Limit{300, 2 * time.Second}}
	TryTaxList     = Try{"list of tax codes", Limit{20, 10 * time.Minute}, Limit{300, 2 * time.Second}}
	TryTaxRows     = Try{"tax code in a list", Limit{rowsADay, 24 * time.Hour / rowsADay}, Limit{}}
	TryLink        = Try{"link", Limit{20, 10 * time.Second}, Limit{300, 2 * time.Second}}
	TryProvider    = Try{"identity provider", Limit{}, Limit{300, time.Second}}
	TryRegister    = Try{"webinar registration", Limit{6, 5 * time.Minute}, Limit{600, time.Second}}
	TryRoomCode    = Try{"room code", Limit{4, 5 * time.Minute}, Limit{300, 2 * time.Second}}
	TryClassCode   = Try{"class code", Limit{8, time.Minute}, Limit{300, 2 * time.Second}}
	TryDoor        = Try{"door", Limit{12, 10 * time.Second}, Limit{600, time.Second}}
	TrySetup       = Try{"setup", Limit{20, 10 * time.Second}, Limit{20, 10 * time.Second}}
	TryCard        = Try{"card", Limit{5, 10 * time.Minute}, Limit{200, 2 * time.Second}}
	TryFactor      = Try{"second factor", Limit{5, 5 * time.Minute}, Limit{300, 2 * time.Second}}
	TryTestMail    = Try{"test mail", Limit{5, time.Minute}, Limit{20, time.Minute}}
)

// rowsADay is how many tax codes an organisation's lists may have at once, and about a day: the longest list, checked, corrected and brought in.
const rowsADay = 4 * MostPeople

// ErrTooMany says that somebody tried too often. It comes as a TooMany.
var ErrTooMany = errors.New("too many tries")

// TooMany is ErrTooMany with how long to wait.
type TooMany struct{ Wait time.Duration }

// Error is for operators.
func (e TooMany) Error() string {
	return fmt.Sprintf("%v: wait %s", ErrTooMany, e.Wait.Round(time.Second))
}

// Is makes errors.Is(err, ErrTooMany) true.
func (e TooMany) Is(target error) bool { return target == ErrTooMany }

// Seconds is the wait for a Retry-After header, at least one.
func (e TooMany) Seconds() int { return max(1, int((e.Wait+time.Second-1)/time.Second)) }

// Minutes is the wait in the words of a page, at least one.
func (e TooMany) Minutes() int { return max(1, int((e.Wait+time.Minute-1)/time.Minute)) }

// Take counts one try for account (a mailbox or a record id) from the network address ip.
// It returns a TooMany if either has tried too often. An empty account counts by network only.
func Take(app core.App, try Try, account, ip string) error {
	l := limiterOf(app)
	if account != "" {
		if wait := l.Take(try.account, try.kind+" account", NormaliseAddress(account)); wait > 0 {
			return TooMany{wait}
		}
	}
	if wait := l.Take(try.network, try.kind+" network", network(ip)); wait > 0 {
		return TooMany{wait}
	}
	return nil
}

// TakeCodes counts the tax codes of a list that an organisation brings: whoever brings many learns which of them are known. It returns a TooMany.
func (l *PeopleList) TakeCodes(app core.App, organisation string) error {
	if wait := limiterOf(app).TakeMany(TryTaxRows.account, TryTaxRows.kind+" account", organisation, l.codes()); wait > 0 {
		return TooMany{wait}
	}
	return nil
}

// Forgive forgets the account's tries after one that succeeded.
func Forgive(app core.App, try Try, account string) {
	limiterOf(app).Forgive(try.kind+" account", NormaliseAddress(account))
}

// network is what one subscriber has: an IPv4 address, or an IPv6 /64.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}

func limiterOf(app core.App) *Limiter {
	return app.Store().GetOrSet("aula:limiter", func() any { return NewLimiter(time.Now) }).(*Limiter)
}
