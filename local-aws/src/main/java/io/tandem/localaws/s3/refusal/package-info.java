/** What S3 refuses, and by which name. */
@NullMarked
package io.tandem.localaws.s3.refusal;

import org.jspecify.annotations.NullMarked;
