/// A review as the services have it: text, in which only what would be taken for markup is written as an entity.
pub(super) fn as_markup(review: &str) -> String {
    review.replace('&', "&amp;").replace('<', "&lt;")
}
