//! Pictures of strangers made into ours: decoded here, where a decoder's fault is no hole, made small, and written anew.
//!
//! So neither the page's decoders nor a repository ever see a stranger's bytes, and what a camera or a shop wrote into them
//! stays behind.

use atproto::picture::{MAX_PIXELS, MAX_SIDE, Picture};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, Rgb, RgbImage};
use std::io::Cursor;

/// Width and height of a large picture at most: a tile of the wall on a dense screen, and half a megapixel at a repository.
const LARGE: (u32, u32) = (512, 1_024);
/// The same of a small one: a table's row at twice the text on a dense screen.
const SMALL: (u32, u32) = (112, 224);
const QUALITY: u8 = 85;

/// A picture in both sizes, as JPEG.
pub(super) struct Shrunk {
    pub(super) large: Vec<u8>,
    pub(super) small: Vec<u8>,
}

/// Decodes a picture and writes it small. Its header was measured before.
///
/// # Errors
/// When it cannot be decoded.
pub(super) fn shrink(picture: &Picture) -> Result<Shrunk, ImageError> {
    let mut reader = ImageReader::new(Cursor::new(picture.bytes())).with_guessed_format()?;
    let side = u32::try_from(MAX_SIDE).ok();
    let mut limits = Limits::default();
    // Eight bytes a pixel for the picture, and as many for the decoder.
    limits.max_alloc = Some(MAX_PIXELS as u64 * 16);
    (limits.max_image_width, limits.max_image_height) = (side, side);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut decoded = DynamicImage::from_decoder(decoder)?;
    decoded.apply_orientation(orientation);
    let large = within(decoded, LARGE);
    let small = within(large.clone(), SMALL);
    Ok(Shrunk { large: write(&large)?, small: write(&small)? })
}

fn within(picture: DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if picture.width() <= width && picture.height() <= height {
        return picture;
    }
    picture.resize(width, height, FilterType::Triangle)
}

fn write(picture: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&on_white(picture))?;
    Ok(bytes)
}

/// JPEG knows no transparency: what shines through is paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let image::Rgba([red, green, blue, alpha]) = *seen.get_pixel(x, y);
        let over = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbaImage};

    fn picture(width: u32, height: u32, format: ImageFormat) -> Picture {
        let drawn = RgbaImage::from_fn(width, height, |x, y| {
            image::Rgba([(x % 256) as u8, (y % 256) as u8, 90, if x < 8 { 0 } else { 255 }])
        });
        let drawn = DynamicImage::from(drawn);
        let drawn = if format == ImageFormat::Jpeg { drawn.to_rgb8().into() } else { drawn };
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, format).unwrap();
        Picture::read(bytes.into_inner().into()).unwrap()
    }

    fn size(bytes: &[u8]) -> (u32, u32) {
        let read = Picture::read(bytes.to_vec().into()).unwrap();
        assert_eq!(read.kind().media_type(), "image/jpeg");
        (read.size().0 as u32, read.size().1 as u32)
    }

    #[test]
    fn every_kind_becomes_a_small_jpeg_that_a_record_may_name() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let shrunk = shrink(&picture(1_200, 1_800, format)).unwrap();
            assert_eq!((size(&shrunk.large), size(&shrunk.small)), ((512, 768), (112, 168)), "{format:?}");
            assert!((shrunk.large.len() as u64) < bookhive::limit::COVER_BYTES);
        }
    }

    #[test]
    fn a_small_picture_is_not_made_larger_and_transparency_becomes_paper() {
        let shrunk = shrink(&picture(60, 90, ImageFormat::Png)).unwrap();
        assert_eq!((size(&shrunk.large), size(&shrunk.small)), ((60, 90), (60, 90)));
        let seen = image::load_from_memory(&shrunk.large).unwrap().to_rgb8();
        assert!(seen.get_pixel(2, 45).0.iter().all(|&part| part > 230), "{:?}", seen.get_pixel(2, 45));
    }

    #[test]
    fn a_picture_that_ends_early_is_refused_and_not_half_shown() {
        let whole = picture(300, 450, ImageFormat::Png);
        let half = whole.bytes().slice(..whole.bytes().len() / 2);
        assert!(shrink(&Picture::read(half).unwrap()).is_err());
    }
}
