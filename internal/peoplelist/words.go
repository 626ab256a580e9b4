// Package peoplelist says in a reader's words what stands in a list of people, and what is wrong with it: for the page and the command alike.
package peoplelist

import (
	"strings"

	"aula/accounts"
	"aula/locales"
)

// RoleWords are the words for roles in every language, so that a list serves whoever exported it.
func RoleWords() map[string]accounts.MembershipRole {
	words := map[string]accounts.MembershipRole{}
	for _, r := range accounts.MembershipRoles {
		words[string(r)] = r
		for _, tag := range locales.Languages {
			words[strings.ToLower(locales.For(tag).T("member_role."+string(r)))] = r
		}
	}
	return words
}

// Fault is what is wrong with a cell, and what to do about it.
func Fault(l *locales.Locale, p accounts.RowProblem) string {
	column := ""
	if p.Field != "" {
		column = l.T("members.column_" + p.Field)
	}
	switch code, of := strings.CutPrefix(p.Code, "table_"); {
	case of:
		return l.T("table.problem."+code, "line", p.Line)
	case l.Has("members.problem." + p.Code):
		return l.T("members.problem."+p.Code, "column", column, "line", p.Other)
	}
	return column + ": " + l.T("account.problem."+p.Code, "least", accounts.ShortestPassword, "place", p.Place)
}

// ColumnName is what spreadsheets call the column with this number, from 1; empty for the list as a whole.
func ColumnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
