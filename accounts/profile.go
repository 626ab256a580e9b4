package accounts

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Rename corrects the person's name. Certificates keep the one that they were issued under. It returns Problems
// for names that are not right.
func Rename(app core.App, p *Person, given, family string) error {
	given, family = NormaliseName(given), NormaliseName(family)
	var problems Problems
	problems.add("given_name", checkName(given))
	problems.add("family_name", checkName(family))
	if err := problems.Err(); err != nil {
		return err
	}
	p.Set(fieldGiven, given)
	p.Set(fieldFamily, family)
	return saveProfile(app, p)
}

// Prefer keeps the language and the size of text that the person reads best. It returns Problems for what there is not.
func Prefer(app core.App, p *Person, locale, size string) error {
	var problems Problems
	if !slices.Contains(languages, locale) {
		problems.add("locale", "choice")
	}
	if !checkTextSize(size) {
		problems.add("text_size", "choice")
	}
	if err := problems.Err(); err != nil {
		return err
	}
	p.Set(fieldLocale, locale)
	p.Set(fieldSize, size)
	return saveProfile(app, p)
}

func saveProfile(app core.App, p *Person) error {
	if err := app.Save(p.Record); err != nil {
		return fmt.Errorf("save profile of %s: %w", p.Id, err)
	}
	return nil
}
