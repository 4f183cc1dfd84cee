//! Pictures of pages: whether a page is one, and its pixels for `ocr`.

use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Image, ImageData};

/// Part of a page that the picture of a page covers at least.
const COVERS: f32 = 0.3;
/// Most pixels of a picture that is looked at.
const PIXELS: u64 = 1 << 27;

/// The pictures of a page.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The part of the page that its largest picture covers.
    pub covered: f32,
    /// The picture itself, where it was asked for.
    pub picture: Option<Picture>,
    page: [f32; 2],
    wanted: bool,
}

/// A picture in shades of grey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// A byte a pixel, row by row from the top; 0 is black.
    pub grey: Vec<u8>,
}

impl Scan {
    /// For a page of this width and height; pixels are kept where `wanted`.
    pub(super) fn new(page: (f32, f32), wanted: bool) -> Self {
        Self { page: [page.0, page.1], wanted, ..Self::default() }
    }

    /// Whether a picture covers so much of the page that it may be the page.
    pub(super) fn is_page(&self) -> bool {
        self.covered >= COVERS
    }

    /// Notes a picture; `transform` takes the unit square, or the square of its pixels, to the page.
    pub(super) fn add(&mut self, image: &Image<'_, '_>, transform: Affine) {
        let (width, height) = (image.width(), image.height());
        let bounds = transform.transform_rect_bbox(Rect::new(0.0, 0.0, f64::from(width), f64::from(height)));
        let page = Rect::new(0.0, 0.0, f64::from(self.page[0]), f64::from(self.page[1]));
        let covered = (bounds.intersect(page).area() / page.area().max(1.0)) as f32;
        if covered <= self.covered || u64::from(width) * u64::from(height) > PIXELS {
            return;
        }
        self.covered = covered;
        if self.wanted && self.is_page() {
            self.picture = pixels(image).map(|picture| picture.upright(transform));
        }
    }
}

fn pixels(image: &Image<'_, '_>) -> Option<Picture> {
    let mut found = None;
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |data, _| {
                let grey = data.data.iter().map(|coverage| 255 - coverage).collect();
                found = Some(Picture { width: data.width, height: data.height, grey });
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |data, _| {
                found = Some(match data {
                    ImageData::Luma(luma) => Picture { width: luma.width, height: luma.height, grey: luma.data },
                    ImageData::Rgb(rgb) => {
                        let grey = rgb.data.chunks_exact(3).map(|pixel| {
                            pixel
                                .iter()
                                .zip([77_u32, 150, 29])
                                .map(|(&part, weight)| u32::from(part) * weight)
                                .sum::<u32>()
                                >> 8
                        });
                        Picture { width: rgb.width, height: rgb.height, grey: grey.map(|shade| shade as u8).collect() }
                    }
                });
            },
            None,
        ),
    }
    found.filter(|picture| picture.grey.len() as u64 >= u64::from(picture.width) * u64::from(picture.height))
}

impl Picture {
    /// The picture as it stands on the page, where that is turned by a multiple of 90 degrees or mirrored.
    fn upright(self, transform: Affine) -> Self {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let turned = a.abs() < b.abs();
        let (right, down) = if turned { (c, b) } else { (a, d) };
        if !turned && right >= 0.0 && down >= 0.0 {
            return self;
        }
        let (width, height) = if turned { (self.height, self.width) } else { (self.width, self.height) };
        let mut grey = Vec::with_capacity(self.grey.len());
        for y in 0..height {
            for x in 0..width {
                let x = if right < 0.0 { width - 1 - x } else { x };
                let y = if down < 0.0 { height - 1 - y } else { y };
                let (column, row) = if turned { (y, x) } else { (x, y) };
                let at = row as usize * self.width as usize + column as usize;
                grey.push(self.grey.get(at).copied().unwrap_or(255));
            }
        }
        Self { width, height, grey }
    }

    /// As a file in the format PGM, which image programs read.
    pub(super) fn pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.grey);
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_turned_upright() {
        let picture = Picture { width: 2, height: 1, grey: vec![1, 2] };
        assert_eq!(picture.clone().upright(Affine::new([10.0, 0.0, 0.0, 10.0, 0.0, 0.0])), picture);
        let mirrored = picture.clone().upright(Affine::new([-10.0, 0.0, 0.0, 10.0, 0.0, 0.0]));
        assert_eq!(mirrored.grey, [2, 1]);
        let turned = picture.upright(Affine::new([0.0, 10.0, -10.0, 0.0, 0.0, 0.0]));
        assert_eq!((turned.width, turned.height, turned.grey), (1, 2, vec![1, 2]));
    }

    #[test]
    fn the_file_for_the_program() {
        let picture = Picture { width: 2, height: 1, grey: vec![0, 255] };
        assert_eq!(picture.pgm(), b"P5\n2 1\n255\n\x00\xff");
    }
}
