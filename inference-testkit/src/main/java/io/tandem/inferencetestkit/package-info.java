@NullMarked
package io.tandem.inferencetestkit;

import org.jspecify.annotations.NullMarked;
