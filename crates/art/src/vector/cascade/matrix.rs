//! Matrices of four columns and four rows. Source: CSS Transforms 2, section 12.

/// Four columns of four numbers.
pub(super) type Matrix = [[f64; 4]; 4];

/// The identity.
pub(super) const IDENTITY: Matrix =
    [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];

/// A transform of the plane, from its six numbers.
pub(super) fn plane(all: &[f64]) -> Matrix {
    let mut matrix = IDENTITY;
    for (at, value) in [(0, 0), (0, 1), (1, 0), (1, 1), (3, 0), (3, 1)].into_iter().zip(all) {
        matrix[at.0][at.1] = *value;
    }
    matrix
}

/// A translation.
pub(super) fn shift(x: f64, y: f64, z: f64) -> Matrix {
    let mut matrix = IDENTITY;
    matrix[3] = [x, y, z, 1.0];
    matrix
}

/// A scaling.
pub(super) fn stretch(x: f64, y: f64, z: f64) -> Matrix {
    let mut matrix = IDENTITY;
    (matrix[0][0], matrix[1][1], matrix[2][2]) = (x, y, z);
    matrix
}

/// A skew, in degrees.
pub(super) fn skew(x: f64, y: f64) -> Matrix {
    let mut matrix = IDENTITY;
    (matrix[1][0], matrix[0][1]) = (libm::tan(x.to_radians()), libm::tan(y.to_radians()));
    matrix
}

/// A rotation about an axis, in degrees.
pub(super) fn turn([x, y, z]: [f64; 3], angle: f64) -> Matrix {
    let length = libm::sqrt(x * x + y * y + z * z);
    if length == 0.0 {
        return IDENTITY;
    }
    let (x, y, z) = (x / length, y / length, z / length);
    let (sin, cos) = exact(angle);
    let rest = 1.0 - cos;
    [
        [cos + x * x * rest, y * x * rest + z * sin, z * x * rest - y * sin, 0.0],
        [x * y * rest - z * sin, cos + y * y * rest, z * y * rest + x * sin, 0.0],
        [x * z * rest + y * sin, y * z * rest - x * sin, cos + z * z * rest, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ]
}

/// Sine and cosine, exact for right angles.
fn exact(angle: f64) -> (f64, f64) {
    match angle.rem_euclid(360.0) {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        angle => (libm::sin(angle.to_radians()), libm::cos(angle.to_radians())),
    }
}

/// First `b`, then `a`.
pub(super) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|column| {
        std::array::from_fn(|row| (0..4).map(|k| a[k][row] * b[column][k]).sum())
    })
}
