//! Records from blocks: DAG-CBOR as the JSON that `getRecord` would have answered,
//! <https://atproto.com/specs/data-model#json-representation>.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use cid::{Cid as Link, serde::BytesToCidVisitor};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// The integers that JavaScript, and therefore the reference server, can tell apart.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The record in a block; `None` for what is no record, or holds what JSON could not say exactly.
pub(super) fn record(block: &[u8]) -> Option<Value> {
    let Json(value) = serde_ipld_dagcbor::from_slice(block).ok()?;
    value.is_object().then_some(value)
}

struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor).map(Self)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of the AT Protocol's data model")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value > MAX_SAFE_INTEGER {
            return Err(E::custom("the integer is too large"));
        }
        Ok(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > MAX_SAFE_INTEGER {
            return Err(E::custom("the integer is too large"));
        }
        Ok(value.into())
    }

    /// The data model has no floats, but a server may hold one all the same. A whole one reads as an integer, as in
    /// JavaScript.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= MAX_SAFE_INTEGER as f64 {
            return Ok((value as i64).into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("the number is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Value, E> {
        Ok(Value::Object([("$bytes".to_owned(), STANDARD_NO_PAD.encode(value).into())].into_iter().collect()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// A link: the one tag that DAG-CBOR has.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let link: Link = deserializer.deserialize_bytes(BytesToCidVisitor)?;
        Ok(Value::Object([("$link".to_owned(), link.to_string().into())].into_iter().collect()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Json(value)) = access.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Json(value))) = access.next_entry::<String, Json>()? {
            if fields.insert(name, value).is_some() {
                return Err(de::Error::custom("a field stands twice"));
            }
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_bytes_and_whole_floats_read_as_the_server_says_them() {
        // {"b": h'0102', "c": link, "f": 2.0, "n": -1}
        let link = Link::try_from("bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm").unwrap();
        let mut block = vec![0xa4, 0x61, b'b', 0x42, 1, 2, 0x61, b'c', 0xd8, 0x2a, 0x58, 0x25, 0];
        block.extend(link.to_bytes());
        block.extend([0x61, b'f', 0xfb, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x61, b'n', 0x20]);
        let expected = json!({"b": {"$bytes": "AQI"}, "c": {"$link": link.to_string()}, "f": 2, "n": -1});
        assert_eq!(record(&block), Some(expected));
    }

    #[test]
    fn what_json_cannot_say_is_no_record() {
        let nan = [0xa1, 0x61, b'f', 0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0];
        let large = [0xa1, 0x61, b'n', 0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0];
        let twice = [0xa2, 0x61, b'n', 1, 0x61, b'n', 2];
        for block in [&nan[..], &large, &twice, &[0x80], &[0x01], &[], &[0xa1, 0x61]] {
            assert_eq!(record(block), None, "{block:x?}");
        }
        assert_eq!(record(&vec![0x81; 100_000]), None, "nested without end");
    }
}
