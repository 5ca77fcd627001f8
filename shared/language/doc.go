// Package language says what the portal says in another language than Italian.
//
// The source is Italian, and the Italian text is the name of a message, as in
// gettext. Each other language is one file, such as en.po, that gives messages
// their translation. A message that a file lacks is shown in Italian.
//
// There are two kinds of messages. Those of Go code are whole texts, such as
// "Pagina non trovata". Where code puts a text together, by fmt.Sprintf or +, "%s"
// stands for each part:
//
//	msgid "Il testo supera %s caratteri: accorcialo."
//	msgstr "The text has more than %s characters: please shorten it."
//
// Text finds such a message from the finished text, so that code which speaks to
// parents need not know about languages; the parts are translated in their turn.
//
// Those of templates are cut out of the source before it is parsed: a message is
// what stands between two tags of blocks (p, li, td …). It keeps its actions and
// its tags inside the line, the latter without attributes; a second tag of one name
// has the number 2. A translation has the same values and tags, in the order that
// it needs, and may drop an {{if}} that its grammar does not need:
//
//	msgid "Dopo il <strong>{{day .Due}}</strong> <a>scrivi all'ufficio</a>."
//	msgstr "<a>Write to the office</a> after <strong>{{day .Due}}</strong>."
//
// Words that a template gets from Go are translated by its function tr; badge,
// plural, steps, month, weekday and longDay do so themselves.
//
// A new language is a file beside en.po and a line in Offered. The command
// infra/proof/language lists what a file lacks, and a test demands that none does.
package language
