/** The sums of bodies that S3 verifies, remembers and gives back. */
@NullMarked
package io.tandem.localaws.s3.checksum;

import org.jspecify.annotations.NullMarked;
