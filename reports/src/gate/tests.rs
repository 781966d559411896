//! The comparison as people and programs see it.
