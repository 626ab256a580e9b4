// Package documents draws pages as PDF, signs them and checks the signatures.
//
// Use it for what people keep: certificates, registers, statements of hours. It knows no database and no
// page of the site; a caller hands it finished values, and the language that they are to be said in.
//
// What it promises:
//
//   - the same values give the same bytes, as long as the program stays the same;
//   - text can be searched, copied and read aloud: every document is tagged and says its language;
//   - no text overflows its box: it wraps, then shrinks, then is cut with an ellipsis;
//   - no character makes drawing fail: what the typeface lacks is transliterated (see Printable);
//   - Verify accepts nothing but a file that is signed from its first byte to its last.
//
// gofpdf and pdfsign stay behind this package: no exported name mentions them.
package documents
