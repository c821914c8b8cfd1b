// Made by `UPDATE_TYPES=1 cargo test -p explorer typescript` from crates/explorer/src/views. Do not edit.

export type ErrorCode = "notAnIdentifier" | "handleNotFound" | "handleUnverified" | "didNotFound" | "didDocumentInvalid" | "addressRefused" | "privateAddress" | "serverUnreachable" | "notAPds" | "serverMetadataInvalid" | "serverLacksOauth" | "serverRefused" | "scopeUnknown" | "serverBusy" | "signInCancelled" | "signInExpired" | "signInAnswerInvalid" | "wrongAccount" | "scopeMissing" | "browserDidNotOpen" | "signedOut" | "keychainLocked" | "keychainDenied" | "keychainMissing" | "keychainSilent" | "keychainFailed" | "notGranted" | "fileNotFound" | "fileUnreadable" | "fileIsDirectory" | "fileNotRegular" | "fileTooLarge" | "fileEmpty" | "fileNotText" | "fileIsWorkbook" | "fileIsWebPage" | "fileIsArchive" | "fileNotCsv" | "noUsableHeader" | "noRows" | "noPlan" | "planOutdated" | "questionOpen" | "importUnderWay" | "catalogueNotAsked" | "catalogueOff" | "catalogueDown" | "bookGone" | "titleMissing" | "authorMissing" | "titleTooLong" | "authorsTooLong" | "reviewTooLong" | "tooManyReads" | "recordInvalid" | "sameBook" | "notAnIsbn" | "notAGoodreadsId" | "editOutdated" | "undoGone" | "queryNotUnderstood" | "databaseDamaged" | "databaseNewer" | "diskFull" | "diskRefused" | "diskFailed" | "libraryReadOnly" | "libraryBusy" | "tooLargeToKeep" | "outOfMemory" | "fileNotWritten" | "backupGone" | "backupDamaged" | "changeWaiting" | "offline" | "accountChanged" | "badRequest" | "internal";

export type IpcError = { 
/**
 * What happened, for the words and the way on.
 */
code: ErrorCode, 
/**
 * Detail for the curious, in English, free of secrets and of text chosen by a stranger.
 */
message: string, 
/**
 * Trying the same again can help.
 */
retryable: boolean, 
/**
 * The host it is about, where the person decides about that host.
 */
host?: string, };

export type AccountView = { 
/**
 * The account's DID, which names it everywhere.
 */
did: string, 
/**
 * The handle as last verified; `None` while it does not check out both ways.
 */
handle: string | null, 
/**
 * Host of the PDS, for people to read.
 */
server: string, state: AccountState, 
/**
 * Why the keychain did not give the keys, when it did not.
 */
keychain: KeychainTrouble | null, 
/**
 * Day on which the server ends this session whatever we do (public clients: 14 days after sign-in).
 */
sessionEnds: string | null, 
/**
 * What the server granted; the page hides or explains what is missing.
 */
granted: Granted, };

export type AccountState = "signedIn" | "untilQuit" | "signInAgain" | "storageLocked";

export type Granted = { create: boolean, update: boolean, delete: boolean, 
/**
 * Pictures may be brought to the server; asked for only when covers are to be published.
 */
pictures: boolean, };

export type KeychainTrouble = "locked" | "denied" | "missing" | "silent" | "failed";

export type KeepKeys = "keychain" | "untilQuit";

export type SignInRequest = { 
/**
 * A handle, a DID, or the URL of a PDS or entryway, as people type it.
 */
who: string, keep: KeepKeys, 
/**
 * Ask the server for its "create an account" page.
 */
create: boolean, 
/**
 * Ask for nothing but who the account is; its books, which are public, can then be read and not changed.
 */
readOnly: boolean, };

export type SignInView = { step: SignInStep, 
/**
 * Handle as verified, once known.
 */
handle: string | null, did: string | null, 
/**
 * Host of the PDS or entryway, once known.
 */
server: string | null, 
/**
 * When the request at the server runs out (RFC 3339), once made.
 */
expiresAt: string | null, 
/**
 * The browser comes back to 127.0.0.1 instead of the app's own scheme; quitting ends the sign-in.
 */
loopback: boolean, 
/**
 * A new account was asked for, and this server has no page that opens one.
 */
noNewAccounts: boolean, 
/**
 * Nothing is asked for that would let books be changed.
 */
readOnly: boolean, };

export type SignInStep = "findingAccount" | "checkingServer" | "askingServer" | "waitingForBrowser" | "finishing";

export type StatusView = "finished" | "reading" | "wantToRead" | "abandoned";

export type BookRow = { 
/**
 * Stable on this computer; not the record key.
 */
id: number, title: string, authors: Array<string>, status: StatusView | null, 
/**
 * Half stars, 1 to 10.
 */
stars: number | null, started: string | null, finished: string | null, 
/**
 * Per cent, 0 to 100.
 */
progress: number | null, owned: boolean | null, hasReview: boolean, tags: Array<string>, 
/**
 * Seed of the drawn cover; `None` while the book has no author.
 */
hiveId: string | null, 
/**
 * The record's own picture of the cover, as `cover:` names it.
 */
cover: string | null, 
/**
 * The day the record was made, in UTC.
 */
added: string | null, format: string | null, pages: number | null, 
/**
 * Year of publication.
 */
year: number | null, 
/**
 * A change of this book waits for the server.
 */
waiting: boolean, };

export type BookPage = { rows: Array<BookRow>, offset: number, 
/**
 * Books that match the query.
 */
matching: number, 
/**
 * Books in the library.
 */
total: number, };

export type CountsView = { all: number, finished: number, reading: number, wantToRead: number, abandoned: number, none: number, };

export type BookDetail = { row: BookRow, review: string | null, progress: ReadingProgress | null, previousReads: Array<ReadView>, isbn10: string | null, isbn13: string | null, goodreadsId: string | null, added: string, 
/**
 * Pages about the book that `openBookLink` opens.
 */
links: Array<BookLink>, 
/**
 * Fields that stay on this computer (format, pace, moods, …), in the file's words.
 */
local: Array<LocalField>, 
/**
 * What was written here and not saved, where it says something else than the field.
 */
drafts: Array<DraftView>, 
/**
 * The record as JSON, indented, as it will stand on the server.
 */
record: string, };

export type ReadView = { started: string | null, finished: string, };

export type LocalField = { name: string, value: string, };

export type DraftView = { field: DraftField, text: string, 
/**
 * What the field said when the text was begun; something else by now: it was changed meanwhile.
 */
begunFrom: string, 
/**
 * When it was written last.
 */
at: string, };

export type DraftField = "review" | "privateNotes";

export type EditView = { status?: ChangeView<StatusView>, 
/**
 * Half stars, 1 to 10.
 */
stars?: ChangeView<number>, owned?: ChangeView<boolean>, started?: DayChangeView, finished?: DayChangeView, review?: ChangeView<string>, progress?: ChangeView<ReadingProgress>, previousReads?: ReadsChangeView, title?: string, 
/**
 * The primary author first.
 */
authors?: Array<string>, isbn10?: ChangeView<string>, isbn13?: ChangeView<string>, goodreadsId?: ChangeView<string>, tags?: TagsChangeView, 
/**
 * Fields that stay on this computer, by name.
 */
local?: { [key in string]: ChangeView<string> }, 
/**
 * The user does this now, on this day of their own calendar: a book finished now is finished today. Without it
 * no day is made up.
 */
today?: string, sitting?: SittingView, };

export type SittingView = { 
/**
 * The change that this one goes on with; `None` for the first save.
 */
group: number | null, 
/**
 * More is to come: nothing is sent to the server for this save alone.
 */
open: boolean, };

export type ChangeView<T> = { "kind": "set", value: T, } | { "kind": "clear" };

export type DayChangeView = { "kind": "set", value: string, } | { "kind": "clear" } | { "kind": "shift", days: number, };

export type ReadsChangeView = { "kind": "clear" } | { "kind": "each", steps: Array<ReadStepView>, };

export type ReadStepView = { "kind": "add", read: ReadView, } | { "kind": "replace", was: ReadView, is: ReadView, } | { "kind": "remove", read: ReadView, };

export type ReadingProgress = { 
/**
 * Per cent, 0 to 100.
 */
percent: number | null, page: number | null, 
/**
 * Pages of the book.
 */
pages: number | null, };

export type TagsChangeView = { "kind": "set", tags: Array<string>, } | { "kind": "clear" } | { "kind": "adjust", add: Array<string>, remove: Array<string>, };

export type EditOutcome = { 
/**
 * Names the edit for undo; `None` when nothing changed.
 */
group: number | null, changed: number, unchanged: number, 
/**
 * Books left alone: by an undo because they changed since, by an edit because a change made elsewhere waits for a
 * decision or the lexicon forbids theirs.
 */
conflicts: number, };

export type EditPreview = { changed: number, unchanged: number, 
/**
 * Changed elsewhere too, and not yet decided.
 */
conflicts: number, 
/**
 * The record would break the lexicon.
 */
refused: number, 
/**
 * Per field how many books change in it.
 */
fields: Array<FieldTally>, 
/**
 * The first books that change.
 */
examples: Array<BookChanges>, 
/**
 * The first books in conflict, with the fields that are.
 */
inConflict: Array<BookConflict>, 
/**
 * The first books that are refused.
 */
refusals: Array<BookRow>, 
/**
 * `None` without an account.
 */
cost: PlanCost | null, 
/**
 * Names this outcome for `commitEdit`.
 */
digest: string, };

export type FieldTally = { field: string, changed: number, };

export type BookChanges = { book: BookRow, changes: Array<FieldChange>, };

export type BookConflict = { book: BookRow, fields: Array<string>, };

export type SharedView = { books: number, status: SpreadView<StatusView>, stars: SpreadView<number>, started: SpreadView<string>, finished: SpreadView<string>, owned: SpreadView<boolean>, format: SpreadView<string>, 
/**
 * Books that have a review.
 */
reviews: number, 
/**
 * The commonest first.
 */
tags: Array<TagCount>, };

export type SpreadView<T> = { 
/**
 * Books without a value.
 */
empty: number, least: T | null, most: T | null, };

export type TagCount = { tag: string, books: number, };

export type NewBookView = { title: string, authors: Array<string>, 
/**
 * The catalogue's id; computed without one.
 */
hiveId: string | null, isbn10: string | null, isbn13: string | null, goodreadsId: string | null, status: StatusView | null, pages: number | null, };

export type AddAnswer = { "kind": "added", book: BookRow, group: number, } | { "kind": "here", book: BookRow, };

export type IsbnLine = { text: string, 
/**
 * The number in its long form, when it is one.
 */
isbn13: string | null, 
/**
 * What is wrong with it.
 */
problem: IsbnProblem | null, 
/**
 * The book of yours that has it.
 */
here: BookRow | null, };

export type IsbnProblem = "shape" | "checkDigit" | "twice";

export type MatchView = { title: string, authors: Array<string>, 
/**
 * Computed from title and author without one.
 */
hiveId: string | null, isbn10: string | null, isbn13: string | null, goodreadsId: string | null, };

export type MatchPlanView = { "kind": "same" } | { "kind": "change", changes: Array<FieldChange>, } | { "kind": "merge", into: BookRow, changes: Array<FieldChange>, };

export type BookLink = "bookhive" | "goodreads" | "openLibrary";

export type QueryView = { 
/**
 * In the query language. Empty: all.
 */
text: string, 
/**
 * First key first; ties end in the book's id.
 */
sort: Array<SortKey>, };

export type SortKey = { column: SortColumn, descending: boolean, };

export type SortColumn = "title" | "author" | "status" | "stars" | "started" | "finished" | "added" | "pages" | "year" | "reading";

export type SelectionView = { "kind": "ids", ids: number[], } | { "kind": "matching", query: QueryView, except: number[], };

export type QueryReading = { 
/**
 * What stands where, in order; empty when there is a fault.
 */
tokens: Array<QueryToken>, fault: QueryFault | null, };

export type QueryToken = { start: number, end: number, kind: QueryTokenKind, };

export type QueryTokenKind = "field" | "value" | "word" | "operator";

export type QueryFault = { start: number, end: number, problem: QueryProblemView, 
/**
 * To stand in place of what is between `start` and `end`.
 */
suggestion: string | null, };

export type QueryProblemView = { "kind": "unknownField", name: string, } | { "kind": "noValue", field: string, expected: ExpectedView, } | { "kind": "unknownValue", field: string, found: string, expected: ExpectedView, } | { "kind": "notOrdered", field: string, } | { "kind": "rangeReversed" } | { "kind": "unclosed" } | { "kind": "unopened" } | { "kind": "emptyGroup" } | { "kind": "tooLong" };

export type ExpectedView = { "kind": "oneOf", names: Array<string>, } | { "kind": "rating" } | { "kind": "day" } | { "kind": "number" } | { "kind": "text" };

export type CompletionView = { 
/**
 * What an offer replaces.
 */
start: number, end: number, offers: Array<OfferView>, };

export type OfferView = { insert: string, 
/**
 * Books that have the value, when it is one of the library's.
 */
books: number | null, };

export type FacetName = "status" | "yearFinished" | "rating" | "author" | "format" | "tag" | "owned" | "has" | "missing" | "duplicate";

export type FacetView = { facet: FacetName, 
/**
 * Many authors, formats and tags are cut short, the most frequent first.
 */
values: Array<FacetValueView>, 
/**
 * How many values there are in all.
 */
distinct: number, };

export type FacetValueView = { 
/**
 * As the query language has it; ratings in half stars.
 */
value: string, 
/**
 * Books that match the rest of the query and have it.
 */
books: number, chosen: boolean, };

export type RailView = { 
/**
 * Years in which books were finished, newest first.
 */
years: Array<YearCount>, 
/**
 * In the reader's order.
 */
views: Array<SavedViewView>, };

export type YearCount = { year: number, books: number, };

export type YearSumView = { 
/**
 * Being read now, whenever they were read before; these have no year.
 */
reading: boolean, 
/**
 * `None` for books without a day.
 */
year: number | null, books: number, 
/**
 * Of as many as have a count.
 */
pages: number, };

export type SavedViewView = { id: number, name: string, query: string, 
/**
 * The page's own text: sort and shape of the list.
 */
layout: string, books: number, };

export type ViewDraftView = { name: string, query: string, layout: string, };

export type CatalogueBookView = { hiveId: string, title: string, 
/**
 * The primary author first; never empty.
 */
authors: Array<string>, year: number | null, pages: number | null, language: string | null, genres: Array<string>, isbn13: string | null, isbn10: string | null, goodreadsId: string | null, 
/**
 * A picture of its cover can be had.
 */
hasCover: boolean, };

export type CoverPreview = { covers: number, bytes: number, 
/**
 * Days that it takes, at so many a day.
 */
days: number, 
/**
 * Books without a cover of their own of which no picture is on this computer.
 */
without: number, 
/**
 * The first of them, to be looked at.
 */
books: Array<CoverToBring>, 
/**
 * Names exactly these covers.
 */
digest: string, };

export type CoverToBring = { title: string, author: string, hiveId: string, };

export type CoverUploads = { state: CoverUploadState, waiting: number, 
/**
 * Brought there on this day, in UTC, and how many a day takes.
 */
today: number, mostToday: number, 
/**
 * When the day's limit no longer holds (RFC 3339).
 */
continuesAt: string | null, };

export type CoverUploadState = "going" | "paused" | "tomorrow" | "notGranted";

export type CoverOrder = "pause" | "goOn" | "stop";

export type GapView = "hiveId" | "link" | "isbn" | "goodreads" | "pages" | "year" | "genres";

export type GapCount = { gap: GapView, books: number, };

export type EnrichmentOffer = { books: number, 
/**
 * How many of them lack what.
 */
gaps: Array<GapCount>, 
/**
 * Who would be asked.
 */
host: string, 
/**
 * How long it takes, as far as one can tell.
 */
minutes: number, consent: ConsentView, };

export type EnrichmentView = { state: EnrichmentState, books: number, waiting: number, 
/**
 * Wait to be filled.
 */
found: number, 
/**
 * Wait for the reader's word.
 */
doubtful: number, unknown: number, filled: number, left: number, minutes: number, 
/**
 * When the catalogue may be asked again (RFC 3339).
 */
continuesAt: string | null, };

export type EnrichmentState = "running" | "paused" | "offline" | "resting" | "notAllowed" | "done";

export type EnrichmentOrder = "pause" | "goOn" | "tryAgain" | "stop" | "end";

export type EnrichmentPreview = { books: number, gaps: Array<GapCount>, 
/**
 * Books about which a decision waits; they are left alone.
 */
conflicts: number, 
/**
 * `None` without an account.
 */
cost: PlanCost | null, 
/**
 * The first of them, by title.
 */
examples: Array<FillView>, 
/**
 * Names exactly this.
 */
digest: string, };

export type FillView = { book: BookRow, 
/**
 * The catalogue's book.
 */
of: CatalogueBookView, gaps: Array<GapFill>, };

export type GapFill = { gap: GapView, value: string, };

export type FilledView = { group: number | null, filled: number, 
/**
 * Of the filled ones: some of it was set meanwhile, and stands.
 */
partly: number, 
/**
 * Set meanwhile, or another book by now.
 */
settled: number, gone: number, 
/**
 * Left alone: a decision waits, or the record would be none.
 */
conflicts: number, };

export type DoubtfulPage = { books: Array<DoubtfulBookView>, total: number, };

export type DoubtfulBookView = { book: BookRow, 
/**
 * The likeliest first; never empty.
 */
candidates: Array<DoubtCandidate>, };

export type DoubtCandidate = { book: CatalogueBookView, tier: TierView, 
/**
 * The same words, articles and editions aside.
 */
sameTitle: boolean, sameAuthor: boolean, };

export type WhichBookView = { "kind": "this", hiveId: string, } | { "kind": "leave" } | { "kind": "absent" };

export type WaitingFileView = { id: number, fileName: string, 
/**
 * It no longer lies where it was dropped from.
 */
gone: boolean, };

export type PlanView = { 
/**
 * Changes whenever the plan changes.
 */
revision: number, fileName: string, 
/**
 * "StoryGraph", "Goodreads", …
 */
source: string, 
/**
 * "UTF-8", "UTF-16", "windows-1252".
 */
encoding: string, columns: number, 
/**
 * Data rows of the file; equals the sum of `sums`.
 */
rows: number, sums: PlanSums, 
/**
 * The same rows by how sure their book is.
 */
tiles: PlanTiles, policies: ImportPolicies, lookUp: LookUpView, cost: PlanCost, 
/**
 * Set while `03/04/2021` could be read either way.
 */
dateOrder: DateOrderQuestion | null, 
/**
 * Custom shelves that need an answer.
 */
shelves: Array<ShelfQuestion>, 
/**
 * Decisions that can be taken back, one after the other.
 */
undoable: number, 
/**
 * Milliseconds it took to read and plan the file.
 */
readMs: number, 
/**
 * The columns were explained by the person, who may want to explain them anew.
 */
mapped: boolean, 
/**
 * The plan writes to the library on this computer only: nobody is signed in.
 */
localOnly: boolean, };

export type PlanSums = { 
/**
 * Becomes a new book.
 */
new: number, 
/**
 * A book you have gains something.
 */
changed: number, 
/**
 * A book you have, nothing to do.
 */
unchanged: number, 
/**
 * A book you have says otherwise, and nobody has said who wins.
 */
conflict: number, 
/**
 * Joined with another row of the file that is the same book.
 */
joined: number, 
/**
 * Needs something from you first (an author).
 */
needsYou: number, 
/**
 * Left out by you.
 */
leftOut: number, 
/**
 * Cannot be read as a book.
 */
problems: number, };

export type PlanCost = { 
/**
 * Create 3, update 2, delete 1.
 */
points: number, pointsPerHour: number, pointsPerDay: number, 
/**
 * Whole minutes the writing takes at these limits; 0 is "under a minute".
 */
minutes: number, };

export type PlanTiles = { 
/**
 * The catalogue has the book, without doubt.
 */
exact: number, 
/**
 * The catalogue has it: the same words in title and author.
 */
strong: number, 
/**
 * A book is like it.
 */
review: number, 
/**
 * Of `review`: rows that wait for an answer.
 */
open: number, 
/**
 * No book is known to be it; imported under its computed id.
 */
noMatch: number, 
/**
 * A book of the library.
 */
yours: number, 
/**
 * Of `yours`: rows whose book gains something.
 */
gaining: number, 
/**
 * A book of the library that says otherwise.
 */
conflict: number, 
/**
 * It cannot be read, or has no author.
 */
problem: number, };

export type LookUpView = { state: LookUpState, 
/**
 * Rows about which something is still to be asked.
 */
waiting: number, 
/**
 * Whole minutes until the present round is through; 0 is "under a minute".
 */
minutes: number, };

export type LookUpState = "notAsked" | "off" | "running" | "waiting" | "done";

export type ImportPolicy = "fillEmpty" | "newerWins" | "fileWins" | "ask";

export type ImportPolicies = { 
/**
 * Status and the days of the newest reading.
 */
status: ImportPolicy, rating: ImportPolicy, review: ImportPolicy, owned: ImportPolicy, 
/**
 * Tags and what else stays on this computer.
 */
local: ImportPolicy, };

export type ResolutionView = { "kind": "book", id: number, } | { "kind": "catalogue", hiveId: string, } | { "kind": "asFile" } | { "kind": "undecided" };

export type CandidateView = { 
/**
 * What choosing it says.
 */
choice: ResolutionView, title: string, authors: Array<string>, hiveId: string | null, year: number | null, pages: number | null, tier: TierView, 
/**
 * A book of the library.
 */
yours: boolean, 
/**
 * What stands for the row at present.
 */
chosen: boolean, };

export type TierView = "exact" | "strong" | "review" | "none";

export type TileView = "exact" | "strong" | "review" | "noMatch" | "yours" | "conflict" | "problem";

export type RowNeed = "author" | "match" | "winner";

export type RowDecision = "accept" | "asFile" | "leaveOut" | "takeIn" | "keepYours" | "takeFile" | "askAgain";

export type DateOrderQuestion = { 
/**
 * A few dates as the file has them.
 */
examples: Array<string>, answer: DateOrderView | null, };

export type DateOrderView = "monthFirst" | "dayFirst";

export type ShelfQuestion = { shelf: string, rows: number, answer: ShelfAnswer, };

export type ShelfAnswer = "noStatus" | "finished" | "reading" | "wantToRead" | "abandoned" | "leaveOut";

export type PlanQuery = { show: PlanFilter, 
/**
 * Words in title, authors or line number. Empty: all.
 */
text: string, };

export type PlanFilter = "all" | "worthALook" | "exact" | "strong" | "review" | "noMatch" | "yours" | "conflict" | "problem" | "new" | "changed" | "unchanged" | "joined" | "needsYou" | "leftOut" | "problems";

export type PlanPage = { revision: number, rows: Array<PlanRow>, offset: number, matching: number, 
/**
 * Rows the filter `worthALook` would show.
 */
worthALook: number, };

export type PlanRow = { 
/**
 * Line of the file on which the row starts, 1-based, the header being line 1.
 */
line: number, title: string, authors: Array<string>, status: StatusView | null, 
/**
 * A custom shelf, in the file's words.
 */
shelf: string | null, 
/**
 * Half stars, 1 to 10, as they will be written.
 */
stars: number | null, 
/**
 * The file's own rating when it was not a half ("4.25").
 */
starsInFile: string | null, started: string | null, finished: string | null, previousReads: number, hiveId: string | null, fate: RowFate, tile: TileView, 
/**
 * What the row lacks, of one that needs something.
 */
needs: RowNeed | null, 
/**
 * The book of the catalogue that it is, or could be.
 */
catalogue: CatalogueBookView | null, 
/**
 * Line of the row this one is joined with.
 */
joinedWith: number | null, 
/**
 * The book you have, when there is one.
 */
yours: BookRow | null, changes: Array<FieldChange>, 
/**
 * Whole sentences worth reading: "the dates were reversed".
 */
notes: Array<string>, };

export type RowFate = "new" | "changed" | "unchanged" | "conflict" | "joined" | "needsYou" | "leftOut" | "problem";

export type FieldChange = { 
/**
 * Name of the record's field: "finishedAt", "stars", …
 */
field: string, before: string | null, after: string | null, };

export type ChangeKindView = "edit" | "add" | "delete" | "import" | "undo" | "merge" | "match" | "repair" | "decision" | "enrich" | "remote" | "fill";

export type GroupView = { id: number, kind: ChangeKindView, at: string, created: number, updated: number, deleted: number, 
/**
 * What its updates changed, with the value where all have the same.
 */
fields: Array<FieldSumView>, fileName: string | null, 
/**
 * The only book, or the one that others were merged into.
 */
book: BookChangeView | null, 
/**
 * Of an undo: the group it takes back, or brings back when `redo`.
 */
of: GroupView | null, redo: boolean, 
/**
 * It was undone; undoing the named group redoes it.
 */
undone: UndoneView | null, 
/**
 * Books whose changes wait for the server.
 */
waiting: number, setAside: number, };

export type FieldSumView = { 
/**
 * Name of the record's field, or `local.` and the name of one that stays on this computer.
 */
field: string, 
/**
 * Text to read; `None` when it was cleared, or `mixed`.
 */
after: string | null, mixed: boolean, };

export type UndoneView = { by: number, at: string, };

export type NamedBook = { id: number, title: string, authors: Array<string>, hiveId: string | null, 
/**
 * As [`super::BookRow::cover`].
 */
cover: string | null, here: boolean, };

export type DeedView = "created" | "updated" | "deleted";

export type BookChangeView = { 
/**
 * Place in the history, to ask for the next page with.
 */
place: number, book: NamedBook, deed: DeedView, fields: Array<FieldChange>, };

export type WhoseView = "all" | "mine" | "others";

export type HistoryQueryView = { text: string, kinds: Array<ChangeKindView>, whose: WhoseView, from: string | null, until: string | null, };

export type HistoryPageView = { groups: Array<GroupView>, 
/**
 * Groups that match, on every page.
 */
matching: number, more: boolean, };

export type GroupPageView = { books: Array<BookChangeView>, more: boolean, };

export type BookEventView = { group: GroupView, change: BookChangeView, };

export type NextUndoView = { undo: GroupView | null, redo: GroupView | null, };

export type UndoView = { 
/**
 * Names the undo; `None` when no book changed.
 */
group: number | null, restored: number, unchanged: number, conflicts: number, 
/**
 * What was left and why, of the first 200 books.
 */
left: Array<LeftView>, };

export type LeftView = { book: number, title: string, reason: LeftReasonView, };

export type LeftReasonView = { "kind": "changedSince", fields: Array<string>, } | { "kind": "editedSince", fields: Array<string>, } | { "kind": "deletedSince" } | { "kind": "sameBook" } | { "kind": "mergedForGood" };

export type AttentionCounts = { 
/**
 * Books of which something was set aside.
 */
decisions: number, 
/**
 * Books with an old status that can be repaired.
 */
repairs: number, 
/**
 * Groups of books that may be one.
 */
duplicates: number, };

export type AttentionView = { 
/**
 * The first of them, as many as were asked for.
 */
items: Array<AttentionItemView>, 
/**
 * All of them.
 */
decisions: number, 
/**
 * An early status says "owned"; it can be repaired.
 */
ownedStatus: OddBooks, 
/**
 * What the repair of all of them costs at the server; `None` for books that are sent nowhere.
 */
repairCost: PlanCost | null, 
/**
 * Days were written as midnight. Only told.
 */
midnight: OddBooks, 
/**
 * The record breaks the lexicon. Only told.
 */
broken: OddBooks, };

export type AttentionItemView = { book: number, title: string, authors: Array<string>, hiveId: string | null, 
/**
 * As [`super::BookRow::cover`].
 */
cover: string | null, reason: AsideReasonView, 
/**
 * What the server said, when it refused.
 */
message: string | null, 
/**
 * A whole record waits to be made or deleted, and is decided as one.
 */
whole: WholeView | null, fields: Array<ConflictView>, 
/**
 * The record of the same book that the library has already.
 */
twin: number | null, };

export type AsideReasonView = "refused" | "changedElsewhere" | "deletedElsewhere" | "editedElsewhere" | "sameBook";

export type WholeView = "create" | "delete";

export type ConflictView = { field: string, mine: string | null, theirs: string | null, 
/**
 * What both would come to, where a field can hold both.
 */
both: string | null, };

export type SideView = "mine" | "theirs" | "both";

export type DecisionView = { "kind": "book", book: number, side: SideView, } | { "kind": "field", book: number, field: string, side: SideView, } | { "kind": "alike", reason: AsideReasonView, side: SideView, };

export type DecidedView = { 
/**
 * Names the change for undo; `None` when no book looks different now.
 */
group: number | null, 
/**
 * Books that are settled.
 */
decided: number, 
/**
 * Books that could not be settled so.
 */
left: number, };

export type OddBooks = { count: number, 
/**
 * The first 100.
 */
books: Array<OddBookView>, };

export type OddBookView = { id: number, title: string, authors: Array<string>, 
/**
 * Where it breaks the lexicon: a path into the record, and what is wrong there.
 */
faults: Array<FaultView>, };

export type FaultView = { path: string, fault: FaultKind, };

export type FaultKind = "missing" | "wrongType" | "tooLong" | "empty" | "outOfRange" | "noDatetime" | "unknownToken" | "wrongCollection" | "noAtUri" | "unacceptedImage";

export type DuplicateReasonView = "hiveId" | "isbn" | "goodreads" | "words" | "alike";

export type DuplicatePageView = { groups: Array<DuplicateGroupView>, matching: number, 
/**
 * Those that are sure; they come first.
 */
sure: number, };

export type DuplicateGroupView = { sure: boolean, reason: DuplicateReasonView, merge: MergeView, };

export type MergeView = { 
/**
 * The kept one first, then by age.
 */
books: Array<MergeBookView>, fields: Array<MergeFieldView>, 
/**
 * Fields of other apps that go with the deleted records.
 */
lost: Array<string>, };

export type MergeBookView = { id: number, title: string, authors: Array<string>, hiveId: string | null, 
/**
 * As [`super::BookRow::cover`].
 */
cover: string | null, 
/**
 * RFC 3339.
 */
created: string | null, atServer: boolean, };

export type MergeFieldView = { field: string, 
/**
 * In the order of the books.
 */
values: Array<string | null>, result: string | null, 
/**
 * The book whose value it is; `None`: put together of several.
 */
of: number | null, 
/**
 * A person can choose another book's value.
 */
choosable: boolean, };

export type MergeChoice = { field: string, book: number, };

export type MappingView = { fileName: string, encoding: string, 
/**
 * Rows below the header that are not blank.
 */
rows: number, columns: Array<MappingColumn>, 
/**
 * Columns behind those, of which nothing is read: more than a person can explain.
 */
leftOut: number, 
/**
 * The guess, or what was said of a table with this header before.
 */
mapping: ColumnMapping, 
/**
 * The mapping was confirmed for a table with this header before.
 */
remembered: boolean, preview: MappingPreview, };

export type MappingColumn = { 
/**
 * As the file has it; may be empty.
 */
name: string, 
/**
 * At most three different values, each of at most 80 characters.
 */
samples: Array<string>, };

export type ColumnMapping = { fields: Array<ColumnField>, scale: RatingScaleView, 
/**
 * The first row, which stands as the columns' names, is a book already.
 */
headerless: boolean, };

export type ColumnField = "ignore" | "keep" | "title" | "authors" | "isbn" | "goodreadsId" | "identifiers" | "status" | "rating" | "review" | "started" | "finished" | "reads" | "added" | "owned" | "tags";

export type RatingScaleView = "five" | "ten" | "hundred";

export type MappingPreview = { 
/**
 * Why the mapping cannot be used; there are no rows then.
 */
fault: MappingFaultView | null, rows: Array<MappingRow>, };

export type MappingFaultView = "noTitle" | "twice" | "noRows" | "otherTable";

export type MappingRow = { line: number, 
/**
 * Empty when the row cannot be read as a book; `notes` say why.
 */
title: string, authors: Array<string>, status: StatusView | null, 
/**
 * A status in the file's own words, about which you will be asked.
 */
shelf: string | null, 
/**
 * Half stars, 1 to 10.
 */
stars: number | null, started: string | null, finished: string | null, isbn: string | null, hasReview: boolean, notes: Array<string>, };

export type ProgressView = { import: number, fileName: string, phase: ImportPhase, rows: number, created: number, updated: number, unchanged: number, joined: number, 
/**
 * Left out by you, needing an author, or unreadable.
 */
leftOut: number, 
/**
 * Refused by the server; each is in `failed`.
 */
setAside: number, waiting: number, 
/**
 * When writing goes on (RFC 3339), while resting.
 */
resumesAt: string | null, failed: Array<FailedRow>, };

export type ImportPhase = "writing" | "paused" | "resting" | "offline" | "signedOut" | "done";

export type FailedRow = { line: number, title: string, authors: Array<string>, 
/**
 * The reason, as a sentence.
 */
reason: string, };

export type SyncView = { state: SyncState, 
/**
 * Changes not yet acknowledged by the server.
 */
waiting: number, 
/**
 * Changes set aside because the server refused them or both sides changed.
 */
setAside: number, 
/**
 * Books fetched so far by the first fill.
 */
filled: number | null, 
/**
 * The repository has never been listed to its end: what is shown may be a part of it.
 */
partial: boolean, 
/**
 * Last time the mirror was known to equal the repository (RFC 3339).
 */
syncedAt: string | null, 
/**
 * When sending goes on (RFC 3339), while resting.
 */
resumesAt: string | null, 
/**
 * What set `resumes_at`.
 */
restReason: RestReason | null, 
/**
 * When the last waiting change can be sent by the server's budgets (RFC 3339); absent while they do not bind.
 */
finishesAt: string | null, };

export type SyncState = "localOnly" | "upToDate" | "filling" | "syncing" | "offline" | "resting" | "paused" | "signInAgain" | "notGranted" | "storageLocked" | "storageFailed";

export type RestReason = "hourlyLimit" | "dailyLimit" | "server";

export type NetworkView = { 
/**
 * The settings that differ from the real network, by key.
 */
changed: Array<string>, development: boolean, };

export type ThemeView = "system" | "light" | "dark";

export type PreferencesView = { theme: ThemeView, 
/**
 * Rows are compact instead of cosy.
 */
compact: boolean, 
/**
 * The page's own text: shape, sort and columns of the library's list.
 */
layout: string, 
/**
 * Size of all text in per cent, 75 to 200.
 */
text: number, };

export type StatisticsView = { 
/**
 * `None`: all time, readings without a date included.
 */
year: number | null, readings: TallyView, 
/**
 * Different books among the readings.
 */
books: number, 
/**
 * Readings of a book that had been read before.
 */
again: number, 
/**
 * Readings without a date in the whole library; in `readings` only for all time.
 */
undated: TallyView, 
/**
 * Twelve months; empty for all time. They add up to `readings`.
 */
months: Array<TallyView>, 
/**
 * The year before, to compare with; empty for all time.
 */
monthsBefore: Array<TallyView>, 
/**
 * Every year with a reading, in order. With `undated` they add up to the readings of all time.
 */
years: Array<YearView>, 
/**
 * Books by rating, half a star to five. With `unrated` they add up to `books`.
 */
stars: Array<number>, unrated: number, 
/**
 * Readings of 1, 2–3, 4–7, 8–14, 15–30 and more days. With `untimed` they add up to the readings.
 */
paces: Array<number>, untimed: number, 
/**
 * Days of all timed readings together.
 */
daysRead: number, 
/**
 * Readings by first author, most first. With `other_authors` they add up to the readings.
 */
authors: Array<ShareView>, otherAuthors: number, 
/**
 * Readings by format, most first; the empty name is "not told". They add up to the readings.
 */
formats: Array<ShareView>, givenUp: number, 
/**
 * Books given up on a day that nobody knows, in the whole library.
 */
givenUpUndated: number, 
/**
 * Days with a book in hand, in order; empty for all time.
 */
days: Array<DayView>, 
/**
 * Readings of the year in order, at most 400; empty for all time.
 */
shelf: Array<SpineView>, 
/**
 * Books being read now, at most 24.
 */
inHand: Array<BookRow>, };

export type TallyView = { readings: number, pages: number, 
/**
 * Readings whose book has no page count.
 */
withoutPages: number, };

export type YearView = { year: number, tally: TallyView, };

export type ShareView = { name: string, readings: number, };

export type DayView = { day: string, books: number, };

export type SpineView = { id: number, title: string, authors: Array<string>, hiveId: string | null, finished: string, pages: number | null, };

export type SettingsView = { catalogue: ConsentView, covers: CoversView, historyLimit: HistoryLimitView, 
/**
 * Newest first.
 */
backups: Array<BackupView>, 
/**
 * Bytes of the library's file.
 */
bytes: number, 
/**
 * Pictures of covers on this computer, and their bytes.
 */
coverFiles: number, coverBytes: number, 
/**
 * Books of every account on this computer, and of the library without one.
 */
books: number, 
/**
 * The library with an account is on screen, so that its repository can be fetched.
 */
hasRepository: boolean, };

export type ConsentView = "notAsked" | "yes" | "no";

export type CoversView = "off" | "thumbnails" | "publish";

export type HistoryLimitView = "month" | "year" | "fiveYears" | "forever";

export type BackupView = { name: string, 
/**
 * When it was made (RFC 3339).
 */
at: string, bytes: number, };

export type ExportFormatView = "storyGraph" | "goodreads" | "jsonLines" | "car";

export type ExportRequest = { format: ExportFormatView, selection: SelectionView | null, };

export type ExportDone = { 
/**
 * Name of the file, without its directory.
 */
fileName: string, 
/**
 * Books in it; `None` for a repository, whose content nobody counted.
 */
books: number | null, bytes: number, };

export type Opening = { "kind": "ready" } | { "kind": "damaged", backups: Array<BackupView>, };

export type Snapshot = { version: string, accounts: Array<AccountView>, 
/**
 * DID of the account whose library is shown; `None`: the library without an account.
 */
current: string | null, 
/**
 * Books in the library without an account, waiting to be published.
 */
localBooks: number, counts: CountsView, sync: SyncView, signIn: SignInView | null, plan: PlanView | null, 
/**
 * A table that waits for its columns to be explained.
 */
mapping: MappingView | null, 
/**
 * Files whose turn comes after the import on screen.
 */
waitingFiles: Array<WaitingFileView>, progress: ProgressView | null, 
/**
 * `None`: no books are being looked up, and nothing that was found waits.
 */
enrichment: EnrichmentView | null, 
/**
 * `None` on the real network.
 */
network: NetworkView | null, preferences: PreferencesView, };

export type Event = { "kind": "accounts", accounts: Array<AccountView>, current: string | null, localBooks: number, } | { "kind": "signIn", signIn: SignInView | null, } | { "kind": "signInFailed", error: IpcError, } | { "kind": "sync", sync: SyncView, } | { "kind": "books", counts: CountsView, } | { "kind": "covers", keys: Array<string>, } | { "kind": "coverUploads", uploads: CoverUploads, } | { "kind": "enrichment", enrichment: EnrichmentView | null, } | { "kind": "attention", attention: AttentionCounts, } | { "kind": "reading", fileName: string, } | { "kind": "plan", plan: PlanView | null, } | { "kind": "mapping", mapping: MappingView | null, } | { "kind": "waitingFiles", files: Array<WaitingFileView>, } | { "kind": "planFailed", fileName: string | null, error: IpcError, } | { "kind": "progress", progress: ProgressView | null, } | { "kind": "damaged", backups: Array<BackupView>, } | { "kind": "addBook" } | { "kind": "dropHover", names: Array<string>, };
