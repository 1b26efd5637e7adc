/** STS and IAM: who the caller is, and that nobody may ask for permissions. */
@NullMarked
package io.tandem.localaws.sts;

import org.jspecify.annotations.NullMarked;
