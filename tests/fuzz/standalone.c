/* Runs a fuzz target over files instead of libFuzzer: each argument is an input, or a directory of
 * inputs. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static size_t run_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    uint8_t *data;
    size_t size;
    struct stat info;
    FUZZ_CHECK(stream && fstat(fileno(stream), &info) == 0);
    data = malloc((size_t)info.st_size + 1);
    FUZZ_CHECK(data != NULL);
    size = fread(data, 1, (size_t)info.st_size, stream);
    FUZZ_CHECK(size == (size_t)info.st_size);
    (void)fclose(stream);
    (void)printf("%s\n", path);
    (void)fflush(stdout); /* the name of an input that kills the process */
    FUZZ_CHECK(LLVMFuzzerTestOneInput(data, size) == 0);
    free(data);
    return 1;
}

static size_t run_directory(const char *path)
{
    struct dirent **entry;
    int n = scandir(path, &entry, NULL, alphasort);
    size_t count = 0;
    FUZZ_CHECK(n >= 0);
    for (int i = 0; i < n; i++) {
        char file[4096];
        FUZZ_CHECK(snprintf(file, sizeof file, "%s/%s", path, entry[i]->d_name) < (int)sizeof file);
        if (entry[i]->d_name[0] != '.')
            count += run_file(file);
        free(entry[i]);
    }
    free(entry);
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        struct stat info;
        FUZZ_CHECK(stat(argv[i], &info) == 0);
        count += S_ISDIR(info.st_mode) ? run_directory(argv[i]) : run_file(argv[i]);
    }
    (void)printf("%zu inputs\n", count);
    return count ? EXIT_SUCCESS : EXIT_FAILURE;
}
