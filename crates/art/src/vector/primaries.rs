//! Matrices that convert colors between the primaries of two color spaces.

/// Rows.
pub(super) type Matrix = [[f64; 3]; 3];

/// What changes nothing.
pub(super) const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Linear sRGB to XYZ as profiles have it, adapted to D50 (ICC, "sRGB profile", in 65536ths).
pub(super) const SRGB_D50: Matrix = [
    [28578.0 / 65536.0, 25241.0 / 65536.0, 9376.0 / 65536.0],
    [14581.0 / 65536.0, 46981.0 / 65536.0, 3972.0 / 65536.0],
    [912.0 / 65536.0, 6362.0 / 65536.0, 46799.0 / 65536.0],
];

/// Linear light of these primaries to linear sRGB, by way of Bradford's adaptation between the whites; `None` for points that
/// span no triangle.
pub(super) fn to_srgb(primaries: [[f64; 2]; 3], white: [f64; 2]) -> Option<Matrix> {
    const SRGB: [[f64; 2]; 3] = [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]];
    const D65: [f64; 2] = [0.3127, 0.3290];
    let srgb = invert(to_xyz(SRGB, D65)?)?;
    let own = to_xyz(primaries, white)?;
    let matrix = multiply(srgb, multiply(adaptation(white, D65)?, own));
    matrix.as_flattened().iter().all(|value| value.is_finite()).then_some(matrix)
}

/// XYZ of a point of the chromaticity diagram, as bright as white.
fn xyz([x, y]: [f64; 2]) -> [f64; 3] {
    [x / y, 1.0, (1.0 - x - y) / y]
}

fn to_xyz(primaries: [[f64; 2]; 3], white: [f64; 2]) -> Option<Matrix> {
    let [r, g, b] = primaries.map(|[x, y]| [x, y, 1.0 - x - y]);
    let columns: Matrix = std::array::from_fn(|row| [r[row], g[row], b[row]]);
    let scale = transform(invert(columns)?, xyz(white));
    Some(columns.map(|row| std::array::from_fn(|at| row[at] * scale[at])))
}

/// Bradford's (ICC.1:2022, E.2).
fn adaptation(from: [f64; 2], to: [f64; 2]) -> Option<Matrix> {
    const CONES: Matrix =
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];
    let [from, to] = [from, to].map(|white| transform(CONES, xyz(white)));
    let scaled: Matrix =
        std::array::from_fn(|row| CONES[row].map(|value| value * to[row] / from[row]));
    Some(multiply(invert(CONES)?, scaled))
}

fn transform(matrix: Matrix, [x, y, z]: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * x + row[1] * y + row[2] * z)
}

pub(super) fn multiply(a: Matrix, b: Matrix) -> Matrix {
    a.map(|row| std::array::from_fn(|at| row[0] * b[0][at] + row[1] * b[1][at] + row[2] * b[2][at]))
}

pub(super) fn invert(m: Matrix) -> Option<Matrix> {
    let cofactor = |r: usize, c: usize| {
        let at = |r: usize, c: usize| m[r % 3][c % 3];
        at(r + 1, c + 1) * at(r + 2, c + 2) - at(r + 1, c + 2) * at(r + 2, c + 1)
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
    let inverse: Matrix =
        std::array::from_fn(|r| std::array::from_fn(|c| cofactor(c, r) / determinant));
    inverse.as_flattened().iter().all(|value| value.is_finite()).then_some(inverse)
}
