//! The JSON document against its schema, by a validator that others wrote.

use firedrill_reports::documents_schema;
use serde_json::{Value, json};

use crate::{MANY, documents};

fn value(name: &str, seed: u64) -> Value {
    serde_json::from_str(&documents(name, seed).to_json()).unwrap()
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::meta::is_valid(&documents_schema()));
}

#[test]
fn every_document_fits_the_schema() {
    let validator = jsonschema::draft202012::new(&documents_schema()).unwrap();
    for (name, documents) in MANY.iter() {
        let value: Value = serde_json::from_str(&documents.to_json()).unwrap();
        if let Err(error) = validator.validate(&value) {
            panic!("{name}: {error} at {}", error.instance_path());
        }
    }
}

/// Every place of a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                let place = format!("{at}/{key}");
                places(value, &place, found);
                found.push(place);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| places(item, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_key_that_is_missing_or_misspelt_breaks_the_schema() {
    let validator = jsonschema::draft202012::new(&documents_schema()).unwrap();
    let whole = value("compound-leak-and-runaway", 1);
    assert!(validator.is_valid(&whole));
    let mut found = vec![];
    places(&whole, "", &mut found);
    // What is inside of a payload for Slack is Slack's.
    found.retain(|place| !place.contains("/slack"));
    assert!(found.len() > 200, "{}", found.len());
    for place in found {
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut without = whole.clone();
        let object = without.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let taken = object.remove(key).unwrap();
        assert!(!validator.is_valid(&without), "{place} may be missing");
        let object = without.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        object.insert(format!("{key}x"), taken);
        assert!(!validator.is_valid(&without), "{place} may be misspelt");
        let mut wrong = whole.clone();
        *wrong.pointer_mut(&place).unwrap() = json!([[["?"]]]);
        assert!(!validator.is_valid(&wrong), "{place} may be anything");
    }
}
