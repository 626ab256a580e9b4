package accounts

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

func someone(role Role) *core.Record {
	users := core.NewAuthCollection(Collection)
	users.Fields.Add(&core.SelectField{Name: fieldRole, Values: []string{"learner", "author", "host", "staff", "administrator"}})
	r := core.NewRecord(users)
	r.Id = "me"
	r.Set(fieldRole, string(role))
	return r
}

func TestWhoMayDoWhat(t *testing.T) {
	rows := []struct {
		act                                         Act
		learner, author, host, staff, administrator bool
	}{
		{OpenManage, false, true, true, true, true},
		{ManageOwnCourses, false, true, false, true, true},
		{PreviewCourses, false, false, false, true, true},
		{ManageAllCourses, false, false, false, true, true},
		{SeeLearners, false, false, false, true, true},
		{AnswerQuestions, false, false, false, true, true},
		{MarkAnswers, false, true, false, true, true},
		{PlanWebinars, false, false, true, true, true},
		{ManageWebinars, false, false, false, true, true},
		{SeeResults, false, true, false, true, true},
		{GrantExtras, false, true, false, true, true},
		{SeeRatings, false, false, false, true, true},
		{SeeCertificates, false, false, false, true, true},
		{RevokeCertificates, false, false, false, true, true},
		{CorrectNames, false, false, false, true, true},
		{ManageCentre, false, false, false, false, true},
		{SeePeople, false, false, false, false, true},
		{ManageRoles, false, false, false, false, true},
		{SeeJobs, false, false, false, false, true},
		{ManageBackups, false, false, false, false, true},
		{SeeAudit, false, false, false, true, true},
		{ManageSignIn, false, false, false, false, true},
		{ManagePrivacy, false, false, false, false, true},
		{ManageOrganisations, false, false, false, true, true},
		{SeeMembers, false, false, false, true, true},
		{ManageMembers, false, false, false, true, true},
		{ManageEditions, false, false, false, true, true},
		{HoldClasses, false, false, true, true, true},
		{NameReferents, false, false, false, true, true},
		{AssignCourses, false, false, false, true, true},
		{ValidateHours, false, false, false, true, true},
		{LookAs, false, false, false, true, true},
		{"an act that nobody declared", false, false, false, false, false},
	}
	for _, row := range rows {
		for role, want := range map[Role]bool{Learner: row.learner, Author: row.author, Host: row.host, Staff: row.staff, Administrator: row.administrator, "": row.learner} {
			if got := Allowed(someone(role), row.act); got != want {
				t.Errorf("%s by %q: %v, want %v", row.act, role, got, want)
			}
		}
		if Allowed(nil, row.act) {
			t.Errorf("%s is allowed to nobody", row.act)
		}
	}
	if len(rows)-1 != len(rights) {
		t.Errorf("the table has %d acts, the test %d", len(rights), len(rows)-1)
	}
}

func TestWhoMayManageACourse(t *testing.T) {
	rows := []struct {
		name  string
		who   *core.Record
		owner string
		want  bool
	}{
		{"an author their own", someone(Author), "me", true},
		{"an author not another's", someone(Author), "other", false},
		{"an author not the centre's", someone(Author), "", false},
		{"staff anybody's", someone(Staff), "other", true},
		{"staff the centre's", someone(Staff), "", true},
		{"a learner not even what they own", someone(Learner), "me", false},
		{"nobody none", nil, "", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := MayManageCourse(row.who, row.owner); got != row.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestARecordOfAnotherCollectionHasNoRole(t *testing.T) {
	r := core.NewRecord(core.NewAuthCollection("visitors"))
	if Allowed(r, OpenManage) {
		t.Error("a visitor may open manage")
	}
}

func TestWhoMayDoWhatInAnOrganisation(t *testing.T) {
	const own, other = "own", "other"
	rows := []struct {
		act                             Act
		employee, referent, facilitator bool
	}{
		{SeeMembers, false, true, false},
		{ManageMembers, false, true, false},
		{ManageEditions, false, true, true},
		{HoldClasses, false, false, true},
		{NameReferents, false, false, false},
		{AssignCourses, false, true, false},
		{ValidateHours, false, true, false},
		{SeePeople, false, false, false},
		{SeeResults, false, false, false},
		{"an act that nobody declared", false, false, false},
	}
	for _, row := range rows {
		for role, want := range map[MembershipRole]bool{Employee: row.employee, Referent: row.referent, Facilitator: row.facilitator, "": false} {
			a := Actor{Person: someone(Learner), For: Belonging{ID: "m", Organisation: own, Role: role}}
			if got := a.MayIn(row.act, own); got != want {
				t.Errorf("%s by %q: %v, want %v", row.act, role, got, want)
			}
			if a.MayIn(row.act, other) || a.MayIn(row.act, "") {
				t.Errorf("%s by %q is allowed in another organisation, or in none", row.act, role)
			}
		}
		if (Actor{Person: someone(Learner)}).MayIn(row.act, "") || (Actor{}).MayIn(row.act, own) {
			t.Errorf("%s is allowed to who acts for nobody", row.act)
		}
	}
}

func TestAPersonActsForOneOrganisationAtATime(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	b := func(id string, role MembershipRole, from, until time.Time) Belonging {
		return Belonging{ID: id, Organisation: "of " + id, Role: role, From: from, Until: until}
	}
	before, after := now.AddDate(0, -6, 0), now.AddDate(0, 6, 0)
	rows := []struct {
		says   string
		all    []Belonging
		chosen string
		want   string
	}{
		{"belongs nowhere", nil, "", ""},
		{"belongs to one", []Belonging{b("a", Employee, before, time.Time{})}, "", "a"},
		{"belongs to two", []Belonging{b("a", Employee, before, time.Time{}), b("b", Employee, before, time.Time{})}, "", ""},
		{"chose one of two", []Belonging{b("a", Employee, before, time.Time{}), b("b", Employee, before, time.Time{})}, "b", "b"},
		{"answers for one of two", []Belonging{b("a", Employee, before, time.Time{}), b("b", Referent, before, time.Time{})}, "", "b"},
		{"answers for two", []Belonging{b("a", Referent, before, time.Time{}), b("b", Referent, before, time.Time{})}, "", ""},
		{"what was chosen has ended", []Belonging{b("a", Referent, before, now), b("b", Employee, now, time.Time{})}, "a", "b"},
		{"moved at midnight", []Belonging{b("a", Employee, before, now), b("b", Employee, now, time.Time{})}, "", "b"},
		{"is still to begin", []Belonging{b("a", Referent, after, time.Time{})}, "a", ""},
		{"chose what is somebody else's", []Belonging{b("a", Employee, before, time.Time{})}, "theirs", "a"},
	}
	for _, row := range rows {
		if got := newActor(someone(Learner), row.all, row.chosen, now).For.ID; got != row.want {
			t.Errorf("%s: acts for %q, want %q", row.says, got, row.want)
		}
	}
}
