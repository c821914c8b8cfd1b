//! Pictures of unknown origin: which kinds are shown, and how large they may be.
//!
//! A few kilobytes of PNG can unpack to gigabytes of pixels. So a picture is measured by its header before anything
//! decodes it, and what is not PNG, JPEG or WebP by its first bytes is not handed on, whatever it is called. SVG, which
//! may hold scripts and links, is none of the three.

use bytes::Bytes;
use imagesize::ImageType;

/// The longest side of a picture, in pixels.
pub const MAX_SIDE: usize = 8_192;

/// How many pixels a picture may have: 16 megapixels, or 64 MB once it is decoded.
pub const MAX_PIXELS: usize = 16_000_000;

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// [PNG](https://www.w3.org/TR/png-3/).
    Png,
    /// JPEG.
    Jpeg,
    /// [WebP](https://www.rfc-editor.org/rfc/rfc9649).
    Webp,
}

impl PictureKind {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// A picture whose kind and size are known. Its content has not been decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    kind: PictureKind,
    width: usize,
    height: usize,
    bytes: Bytes,
}

/// Why bytes are no picture to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Not PNG, JPEG or WebP.
    #[error("it is no PNG, JPEG or WebP picture")]
    Kind,
    /// The header ends early or contradicts itself.
    #[error("the picture's header cannot be read")]
    Header,
    /// No pixels, or more than are shown.
    #[error("the picture is {width} × {height} pixels")]
    Size {
        /// Its width in pixels.
        width: usize,
        /// Its height in pixels.
        height: usize,
    },
}

impl Picture {
    /// Recognises a picture by its bytes.
    ///
    /// # Errors
    /// [`PictureFault`].
    pub fn read(bytes: Bytes) -> Result<Self, PictureFault> {
        let kind = match imagesize::image_type(&bytes).map_err(|_| PictureFault::Kind)? {
            ImageType::Png => PictureKind::Png,
            ImageType::Jpeg => PictureKind::Jpeg,
            ImageType::Webp => PictureKind::Webp,
            #[allow(unreachable_patterns, reason = "the kinds depend on the features of the crate")]
            _ => return Err(PictureFault::Kind),
        };
        let size = imagesize::blob_size(&bytes).map_err(|_| PictureFault::Header)?;
        let (width, height) = (size.width, size.height);
        let sides = (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height);
        if !sides || width * height > MAX_PIXELS {
            return Err(PictureFault::Size { width, height });
        }
        Ok(Self { kind, width, height, bytes })
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> PictureKind {
        self.kind
    }

    /// Width and height in pixels, as the header says.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The whole file.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Signature and `IHDR` of a PNG of this size.
    pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
        let head = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes()];
        [&head.concat()[..], b"\x08\x06\0\0\0\0\0\0\0"].concat()
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let app = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
        let frame = [&b"\xff\xc0\0\x11\x08"[..], &height.to_be_bytes(), &width.to_be_bytes()].concat();
        [&app[..], &frame, b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9"].concat()
    }

    fn webp(width: u32, height: u32) -> Vec<u8> {
        let [w, h] = [width - 1, height - 1].map(|side| side.to_le_bytes());
        let canvas = [&b"VP8X\x0a\0\0\0\0\0\0\0"[..], &w[..3], &h[..3]].concat();
        [&b"RIFF\x16\0\0\0WEBP"[..], &canvas].concat()
    }

    fn read(bytes: Vec<u8>) -> Result<Picture, PictureFault> {
        Picture::read(bytes.into())
    }

    #[test]
    fn recognises_the_three_kinds_and_their_size() {
        for (bytes, kind, media_type) in [
            (png(300, 450), PictureKind::Png, "image/png"),
            (jpeg(300, 450), PictureKind::Jpeg, "image/jpeg"),
            (webp(300, 450), PictureKind::Webp, "image/webp"),
        ] {
            let picture = read(bytes.clone()).unwrap();
            assert_eq!((picture.kind(), picture.size()), (kind, (300, 450)));
            assert_eq!((picture.kind().media_type(), &picture.bytes()[..]), (media_type, &bytes[..]));
        }
    }

    #[test]
    fn refuses_what_would_unpack_to_too_many_pixels() {
        for (width, height) in
            [(8_193, 1), (1, 8_193), (8_000, 8_000), (0, 10), (10, 0), (u32::MAX, u32::MAX)]
        {
            let (wide, high) = (width as usize, height as usize);
            assert_eq!(read(png(width, height)), Err(PictureFault::Size { width: wide, height: high }));
        }
        assert!(read(png(4_000, 4_000)).is_ok());
    }

    #[test]
    fn refuses_every_other_kind() {
        for bytes in [
            &b"GIF89a\x01\0\x01\0\0\0\0"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<!doctype html><title>captive portal</title>",
            b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
            b"%PDF-1.7",
            b"",
        ] {
            assert_eq!(read(bytes.to_vec()), Err(PictureFault::Kind), "{bytes:?}");
        }
    }

    #[test]
    fn refuses_a_header_that_ends_early() {
        assert_eq!(read(png(3, 4)[..20].to_vec()), Err(PictureFault::Header));
        assert_eq!(read(jpeg(3, 4)[..24].to_vec()), Err(PictureFault::Header));
        assert_eq!(read(webp(3, 4)[..24].to_vec()), Err(PictureFault::Header));
    }

    proptest! {
        #[test]
        fn any_bytes_after_a_signature_are_answered(
            start in prop::sample::select(vec![&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8"]),
            rest in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            if let Ok(picture) = read([start, &rest].concat()) {
                let (width, height) = picture.size();
                prop_assert!(width * height <= MAX_PIXELS);
            }
        }
    }
}
